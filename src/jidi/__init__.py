"""Jidi 基地: the Django project; one room per thing of the domain."""
