import { isCode, isTest } from "../SourceFile.ts"
import type { Check } from "../SourceFile.ts"
import { importsOf } from "../source/importsOf.ts"
import { Workspace } from "../source/Workspace.ts"

/** Inside core nothing reads backwards: model, then policy, then port, then program. */
export const coreLayers: Check = (files) => {
  const workspace = new Workspace(files)
  const sources = files.filter((file) => file.path.startsWith(root) && isCode(file) && !isTest(file))
  return sources.flatMap((file) => {
    const layer = layerOf(file.path)
    const allowed = imports[layer]
    if (allowed === undefined)
      return [{ line: 1, message: `core has no layer "${layer}"; its layers are ${layers}`, path: file.path }]
    return importsOf(file).flatMap(({ line, specifier }) => {
      const target = workspace.resolve(file.path, specifier)
      if (target === undefined || !target.startsWith(root)) return []
      if (target === file.path || allowed.includes(layerOf(target))) return []
      if (joining.includes(file.path) && layerOf(target) === "program") return []
      const message = `imports "${specifier}": ${layer} imports ${allowed.join(", ")}, not ${layerOf(target)}`
      return [{ line, message: message + (layer === "program" ? onlyThose : ""), path: file.path }]
    })
  })
}

const imports: Readonly<Record<string, ReadonlyArray<string>>> = {
  model: ["model"],
  policy: ["model", "policy"],
  port: ["model"],
  program: ["model", "policy", "port"],
  promise: ["model", "policy", "port", "program", "promise"],
  "index.ts": ["model", "policy", "port", "program", "promise"],
  testing: ["index.ts", "model", "policy", "port", "program", "promise", "testing"]
}

const layers = Object.keys(imports).join(", ")
const onlyThose =
  "; a step of the path is put together with others in batchesDue.ts, gatheredSettling.ts, hourlyReporter.ts, meteringPass.ts, meteringWorker.ts and sendDue.ts only"
const root = "packages/core/src/"
const joining = [
  "batchesDue.ts",
  "gatheredSettling.ts",
  "hourlyReporter.ts",
  "meteringPass.ts",
  "meteringWorker.ts",
  "sendDue.ts"
].map((name) => `${root}program/${name}`)

const layerOf = (path: string): string => path.slice(root.length).split("/", 1).join()
