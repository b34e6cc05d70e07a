#!/usr/bin/env node
// The executable of a checkout. Who installs the package gets dist/start.cjs itself, one file less to load.
require('../dist/start.cjs');
