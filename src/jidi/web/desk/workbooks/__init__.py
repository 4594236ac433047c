"""用表格填报: a form as a workbook, downloaded, uploaded, looked at, accepted."""
