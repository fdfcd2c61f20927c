import { expect, test } from "vitest";
import { answersOf, mapEntries, mapList, serverRows, statRows, variableNumber } from "./runtime-answers.ts";

test("answers to several commands are told apart by empty lines", () => {
  expect(answersOf("\n")).toEqual([[]]);
  expect(answersOf("\nentry not found.\n\n0x55 now 6\n\n")).toEqual([
    [],
    ["entry not found."],
    ["0x55 now 6"],
  ]);
});

test("an answer that was cut off is none", () => {
  expect(answersOf("0x55 now 6\n\n0x56 no")).toEqual([]);
  expect(answersOf("")).toEqual([]);
});

test("maps are named by number and file", () => {
  const lines = [
    "# id (file) description",
    "1 (/srv/maps/live.map) pattern loaded from file '/srv/maps/live.map' used by map at file 't.cfg' line 17. curr_ver=0 next_ver=0 entry_cnt=1",
    "-1 (/etc/(x)/a.lst) acl 'src' file '/etc/haproxy.cfg' line 3",
  ];
  expect(mapList(lines)).toEqual([
    { id: 1, file: "/srv/maps/live.map" },
    { id: -1, file: "/etc/(x)/a.lst" },
  ]);
});

test("a map's entries stand behind their addresses; anything else is no map", () => {
  expect(mapEntries(["0x557946bdcdc0 0:4999 2.0.0", "0x557946bdce50 0/api c3By"])).toEqual([
    ["0:4999", "2.0.0"],
    ["0/api", "c3By"],
  ]);
  expect(mapEntries([])).toEqual([]);
  expect(mapEntries(["Unknown map identifier. Please use #<id> or <file>."])).toBeUndefined();
});

test("statistics are read by the names of their columns, wherever those stand", () => {
  const rows = statRows([
    "# svname,pxname,scur,check_desc,status,",
    's1,edge:api:1,3,"Layer4, ""refused""",UP,',
    "BACKEND,edge:api:1,,,,",
  ]);
  expect(rows?.map((row) => Object.fromEntries(row))).toEqual([
    expect.objectContaining({
      pxname: "edge:api:1",
      svname: "s1",
      scur: "3",
      check_desc: 'Layer4, "refused"',
      status: "UP",
    }),
    expect.objectContaining({ svname: "BACKEND", scur: "" }),
  ]);
  expect(statRows(["Permission denied"])).toBeUndefined();
  expect(statRows([])).toBeUndefined();
});

test("the state of servers has a format with a number, and no other is believed", () => {
  const rows = serverRows(["1", "# be_id be_name srv_name srv_admin_state", "3 edge:api:1 s1 8"]);
  expect(rows?.map((row) => row.get("srv_admin_state"))).toEqual(["8"]);
  expect(serverRows(["2", "# be_id be_name", "3 x"])).toBeUndefined();
  expect(serverRows([])).toBeUndefined();
});

test("a variable is a number, or not there", () => {
  expect(variableNumber("proc.cf_began_edge: type=sint value=<1795288423003>")).toBe(1_795_288_423_003);
  expect(variableNumber("Variable not found.")).toBeUndefined();
  expect(variableNumber("")).toBeUndefined();
});
