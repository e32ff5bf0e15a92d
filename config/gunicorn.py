"""How gunicorn serves Ronghe. The request log is the application's own (config/kit/request_log.py), so access logs stay off."""

import os

bind = os.environ.get("BIND", "127.0.0.1") + ":" + os.environ.get("PORT", "8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# A page that takes longer than this has failed; long work belongs to the worker.
timeout = 60
graceful_timeout = 10
# Recycled now and then, so that a slow leak in a library never becomes an outage.
max_requests = 5000
max_requests_jitter = 500
accesslog = None
# Its own start and stop lines add nothing for somebody who reads the terminal.
loglevel = "warning"
# Whose X-Forwarded-* headers are believed: the TLS proxy's address.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
