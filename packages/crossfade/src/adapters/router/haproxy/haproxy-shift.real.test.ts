import { shiftTests } from "../../../../../../test/support/haproxy-shift.ts";

shiftTests({ seconds: 5, least: 10 });
