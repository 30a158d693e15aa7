import { isBuiltin } from "node:module"
import { isCode, isTest } from "../SourceFile.ts"
import type { Check, SourceFile } from "../SourceFile.ts"
import { importsOf } from "../source/importsOf.ts"
import { packageNameOf, Workspace } from "../source/Workspace.ts"
import type { Manifest } from "../source/Workspace.ts"

/**
 * Every package that a file imports is declared where a user's installation looks for it. In the workspace an undeclared
 * one is found all the same, because the root has it; the user's project has not.
 */
export const declaredDependencies: Check = (files) => {
  const workspace = new Workspace(files)
  const root = workspace.packageAt("package.json").manifest
  return files.filter(isCode).flatMap((file) => {
    const { folder, manifest } = workspace.packageAt(file.path)
    const shipped = file.path.startsWith(`${folder}/src/`) && !isTest(file)
    const declared = new Set([
      manifest.name,
      ...namesIn(manifest, ["dependencies", "optionalDependencies", "peerDependencies"]),
      ...(shipped ? [] : namesIn(manifest, ["devDependencies"])),
      ...(shipped ? [] : namesIn(root, ["dependencies", "devDependencies", "optionalDependencies"]))
    ])
    return bareImportsOf(file).flatMap(({ line, specifier }) => {
      const name = packageNameOf(specifier)
      if (specifier.startsWith("node:") || declared.has(name)) return []
      const message = isBuiltin(specifier)
        ? `imports "${specifier}": write "node:${specifier}"`
        : `imports "${specifier}": declare "${name}" in ${folder === "" ? "" : `${folder}/`}package.json, among ${
            shipped ? "dependencies or peerDependencies" : "devDependencies"
          }`
      return [{ line, message, path: file.path }]
    })
  })
}

type Kind = "dependencies" | "devDependencies" | "optionalDependencies" | "peerDependencies"

const namesIn = (manifest: Manifest, kinds: ReadonlyArray<Kind>): ReadonlyArray<string> =>
  kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {}))

const bareImportsOf = (file: SourceFile) =>
  importsOf(file).filter(({ specifier }) => !/^[./#]/.test(specifier))
