import { lineAt } from "../SourceFile.ts"
import type { Check } from "../SourceFile.ts"

/** No text names a path of one machine, or the host that packages came from. */
export const machineNames: Check = (files) =>
  files
    .filter(({ path }) => path !== "package-lock.json")
    .flatMap((file) =>
      [...file.text.matchAll(machinePath), ...file.text.matchAll(registryHost)].map((found) => ({
        line: lineAt(file.text, found.index),
        message: `names "${found[0]}", which holds on one machine only; say it relative to the repository`,
        path: file.path
      }))
    )

// What stands before tells an absolute path from the middle of a relative one or of an address.
const machinePath = /(?<![\p{L}\p{N}_.~)}\]*-])\/(?:work|root|tmp|home|Users)\//gu

const registryHost =
  /\b(?:registry\.npmjs\.org|registry\.yarnpkg\.com|npm\.pkg\.github\.com|registry\.npmmirror\.com|unpkg\.com|cdn\.jsdelivr\.net|esm\.sh|(?:deb|security)\.debian\.org|archive\.ubuntu\.com|localhost:4873)\b/g
