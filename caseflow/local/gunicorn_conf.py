"""How gunicorn serves caseflow; `--bind` on the command line decides where."""

bind = "127.0.0.1:8000"
workers = 2
threads = 4
worker_class = "gthread"
# Loading before the fork would share database connections between workers.
preload_app = False
max_requests = 5000
max_requests_jitter = 500
graceful_timeout = 30
# The control socket would lie in the home of whoever starts us, and nobody here uses it.
control_socket_disable = True
