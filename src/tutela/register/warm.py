"""``python -m tutela.register.warm``: compile the register's inner loops, once an installation."""

from tutela.register.answer_kernels import warm_answers
from tutela.register.index.near import warm_near
from tutela.register.index.warm import warm
from tutela.register.pack.warm import warm_packs

if __name__ == "__main__":
    warm()
    warm_near()
    warm_packs()
    warm_answers()
