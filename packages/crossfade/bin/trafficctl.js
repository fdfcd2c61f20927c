#!/usr/bin/env node
import "../dist/trafficctl.js";
