"""Where: units and their history, boundaries, names, places of records."""

from geodata import drivers as drivers  # first of all: it decides what GDAL may open, before GDAL is loaded
