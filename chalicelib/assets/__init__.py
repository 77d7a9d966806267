"""Assets: pictures from upload to renditions."""
