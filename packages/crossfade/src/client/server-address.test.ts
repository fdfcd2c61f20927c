import { describe, expect, test } from "vitest";
import { admitServer, serverOrigin } from "./server-address.ts";

describe("the address of a control plane", () => {
  test.each([
    ["http://127.0.0.1:7717", "http://127.0.0.1:7717"],
    ["https://crossfade.example/", "https://crossfade.example"],
    ["ftp://crossfade.example", undefined],
    ["127.0.0.1:7717", undefined],
    ["https://anna:secret@crossfade.example", undefined],
    ["https://crossfade.example/api", undefined],
    ["https://crossfade.example/?token=cf_1", undefined],
  ])("%s is %s", (text, origin) => {
    expect(serverOrigin(text)).toBe(origin);
  });

  test.each(["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "https://crossfade.example"])(
    "%s may have the token",
    (origin) => expect(() => admitServer(origin, false)).not.toThrow(),
  );

  test("another machine gets the token only encrypted, unless somebody says that the network is theirs", () => {
    expect(() => admitServer("http://10.0.0.7:7717", false)).toThrow("without encryption");
    expect(() => admitServer("http://127.0.0.1.example", false)).toThrow("without encryption");
    expect(() => admitServer("http://10.0.0.7:7717", true)).not.toThrow();
  });
});
