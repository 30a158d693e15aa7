import { isCode, isTest } from "../SourceFile.ts"
import type { Check, SourceFile } from "../SourceFile.ts"
import { importsOf } from "../source/importsOf.ts"
import { packageNameOf, Workspace } from "../source/Workspace.ts"
import type { Package } from "../source/Workspace.ts"

/** Packages import only what their place allows: core imports `effect`, an adapter imports core. */
export const importDirection: Check = (files) => {
  const workspace = new Workspace(files)
  return files.filter(isCode).flatMap((file) => {
    const home = workspace.packageAt(file.path)
    return importsOf(file).flatMap(({ line, specifier }) => {
      const objection = specifier.startsWith(".")
        ? objectionToPath(file, home, workspace.packageAt(pathOf(file, specifier)))
        : objectionToName(file, home, { specifier, target: workspace.packageNamed(specifier) })
      return objection === undefined
        ? []
        : [{ line, message: `imports "${specifier}": ${objection}`, path: file.path }]
    })
  })
}

const pathOf = (file: SourceFile, specifier: string): string =>
  new URL(specifier, `file:///${file.path}`).pathname.slice(1)

const objectionToPath = (file: SourceFile, home: Package, target: Package): string | undefined => {
  if (home.folder === target.folder) return undefined
  if (target.folder === "")
    return isTest(file) ? undefined : "only tests may reach into the root; ship what you need"
  return "import another package by its name, never by a path into its files"
}

const objectionToName = (
  file: SourceFile,
  home: Package,
  { specifier, target }: { readonly specifier: string; readonly target: Package | undefined }
): string | undefined => {
  if (target === undefined) return home.folder === core ? objectionToForeign(file, specifier) : undefined
  if (target.folder === home.folder) return undefined
  if (target.folder.startsWith("apps/")) return "nothing imports an app; move what is shared into a package"
  if (target.folder === commandLine)
    return "nothing imports the command line; move what is shared into a package"
  if (home.folder === core) return "core imports no other package; let it ask through a port"
  if (isAdapter(home) && isAdapter(target) && !isTest(file))
    return "an adapter imports core, never another adapter; meet in a port"
  return undefined
}

// A test file of core may use what the root declares for tests; `declaredDependencies` sees to that.
const objectionToForeign = (file: SourceFile, specifier: string): string | undefined => {
  const allowed = file.path === runnerOfLaws ? ["effect", "vitest", "@effect/vitest"] : ["effect"]
  return isTest(file) || allowed.includes(packageNameOf(specifier))
    ? undefined
    : `core imports ${allowed.join(", ")} only, not even node:*; let it ask through a port`
}

const isAdapter = ({ folder }: Package): boolean => folder.startsWith("packages/adapter-")

const commandLine = "packages/cli"
const core = "packages/core"
const runnerOfLaws = "packages/core/src/testing/vitest.ts"
