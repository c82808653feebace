"""The WSGI application that granian serves."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")

application = get_wsgi_application()
# The code of all pages, loaded now, stays for good: it is not looked through for garbage while somebody waits.
import_module("linli.urls")
gc.collect()
gc.freeze()
