"""Health check of the web container: exit status 0 if the site says that it can serve."""

import http.client
import os
import sys

connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=8)
connection.request("GET", "/health/ready", headers={"Host": os.environ["ALLOWED_HOSTS"].split(",")[0]})
sys.exit(connection.getresponse().status != http.client.OK)
