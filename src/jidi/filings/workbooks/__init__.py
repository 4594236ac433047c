"""Forms as workbooks: written for Excel, WPS and LibreOffice, read back whatever people and strangers did to them.

plan      where each spot of a form stands            writer   the workbook itself (XlsxWriter)
child     what looks into a file from outside, in a process of its own with its memory, time and sockets capped
running   starting that process                       reading  from cells back to spots: what would change, what is wrong
uploads   the verbs: take a file in, mark it, accept   bulk     ten thousand returns at once
"""
