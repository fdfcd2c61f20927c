import { type Declared, type RouterState, withDeclaredVersions } from "@crossfade/core";
import { haproxyConfig } from "./haproxy-config.ts";
import { haproxyFiles, liveFile, logTokenOf } from "./haproxy-files.ts";
import { readLiveNumber, type Slot } from "./map-entries.ts";
import { RouterFolder } from "./router-folder.ts";
import { noServersFile } from "./servers-file.ts";
import type { HaproxySettings } from "./settings.ts";
import { type Validation, validated } from "./validation.ts";

export interface ConfigurationRequest {
  readonly settings: HaproxySettings;
  readonly declared: Declared;
  /** The key of tester pins, in hex. */
  readonly pinSecret: string;
  /** The program that judges it, by name or path. */
  readonly haproxy: string;
}

export interface WrittenConfiguration {
  readonly file: string;
  readonly state: RouterState;
  /** Undefined: there is no HAProxy on this machine. */
  readonly validation: Validation | undefined;
}

const lockWithinMs = 10_000;
const unproven = "haproxy.cfg.next";

/**
 * Writes what HAProxy starts from. Weights, stages and pins stay as they were last; versions and instances are those that
 * are declared. A configuration that HAProxy refuses does not replace the one that is there: CF_HAPROXY_INVALID.
 */
export async function writeConfiguration(request: ConfigurationRequest): Promise<WrittenConfiguration> {
  const { settings, declared, pinSecret, haproxy } = request;
  const folder = new RouterFolder(settings.router, settings.folder);
  return await folder.locked(
    async () => {
      const saved = await folder.savedState();
      const state = withDeclaredVersions(saved, declared);
      const slot = await nextSlot(folder, state === saved);
      const files = haproxyFiles({ state, slot }, settings, pinSecret);
      const servers = (await folder.read("servers.state")) ?? noServersFile;
      await folder.write([
        ["servers.state", servers],
        ...files.map(([file, text]) => [file === configFile ? unproven : file, text] as const),
      ]);
      const validation = await validated(haproxy, folder.at(unproven));
      await folder.write([
        ["state.json", `${JSON.stringify(state, null, 2)}\n`],
        ...files.filter(([file]) => file === configFile),
      ]);
      await folder.remove(unproven);
      return { file: folder.at(configFile), state, validation };
    },
    { withinMs: lockWithinMs },
  );
}

const configFile = "haproxy.cfg";

/** haproxy.cfg alone, for whoever wants to look: nothing is written, the state is that of the folder or the first one. */
export async function previewConfiguration({
  settings,
  declared,
  pinSecret,
}: Omit<ConfigurationRequest, "haproxy">): Promise<string> {
  const saved = await new RouterFolder(settings.router, settings.folder).savedState();
  return haproxyConfig(withDeclaredVersions(saved, declared), settings, logTokenOf(pinSecret));
}

/** A new state goes into the slot that a process started from these files does not read. */
async function nextSlot(folder: RouterFolder, isSame: boolean): Promise<Slot> {
  const number = /^now (\d+)$/m.exec((await folder.read(liveFile)) ?? "")?.[1];
  if (number === undefined) return 0;
  const { slot } = readLiveNumber(Number(number));
  return isSame ? slot : slot === 0 ? 1 : 0;
}
