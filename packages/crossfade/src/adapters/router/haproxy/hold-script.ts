import { holdAction } from "./choice-rules.ts";
import { mapFile } from "./config-words.ts";
import type { HaproxySettings } from "./settings.ts";

/** How often a request that is held looks whether it may go on. */
const lookEveryMs = 50;

/** The script that holds requests: HAProxy has no rule that waits for something to change. */
export function holdScript({ folder, router }: HaproxySettings): string {
  return `-- Written by Crossfade for the router ${router}. A held request waits here until its component is resumed.
local live = Map.new("${mapFile(folder, "live")}", Map._str)
local held = Map.new("${mapFile(folder, "held")}", Map._str)

core.register_action("${holdAction(router)}", { "http-req" }, function(txn)
  local component = txn:get_var("txn.cf_c")
  while true do
    local number = tonumber(live:lookup("now"))
    local till = number and tonumber(held:lookup((number % 2) .. "/" .. component))
    if not till then return end
    local now = core.now()
    local left = till - (now.sec * 1000 + now.usec / 1000)
    if left <= 0 then
      txn:set_var("txn.cf_overheld", true)
      return
    end
    core.msleep(math.ceil(math.min(${lookEveryMs}, left)))
  end
end)
`;
}
