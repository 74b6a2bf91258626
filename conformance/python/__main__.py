"""`python conformance/python verify FOLDER`: the package from where it lies, without installing it."""

import sys

from pannier_verify.__main__ import main

sys.exit(main(sys.argv[1:]))
