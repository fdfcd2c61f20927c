#!/usr/bin/env node
import "../dist/crossfade.js";
