import { execFileSync } from "node:child_process";

/** docs/pictures/shop.svg, the picture in the README: what the program itself draws of the shop's release. */
export function shopPicture() {
  const entry = "packages/crossfade/src/main/crossfade.ts";
  const draw = ["draw", "--from-dir", "examples/01-shop/v1", "--to-dir", "examples/01-shop/v2"];
  return execFileSync(
    process.execPath,
    ["--conditions=crossfade-source", "--import", "tsx", entry, ...draw, "--format", "svg", "--out", "-"],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
  );
}
