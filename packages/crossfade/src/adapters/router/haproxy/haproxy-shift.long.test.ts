import { shiftTests } from "../../../../../../test/support/haproxy-shift.ts";

shiftTests({ seconds: 60, least: 40 });
