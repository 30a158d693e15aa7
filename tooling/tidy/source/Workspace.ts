import { posix } from "node:path"
import type { SourceFile } from "../SourceFile.ts"

export type Manifest = {
  readonly name?: string
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** A package of the workspace, or, with an empty `folder`, the root: the tooling and the configuration. */
export type Package = { readonly folder: string; readonly manifest: Manifest }

/** The packages of a set of files, and where an import of one of these files leads. */
export class Workspace {
  readonly #paths: ReadonlySet<string>
  readonly #packages: ReadonlyMap<string, Package>

  constructor(files: ReadonlyArray<SourceFile>) {
    this.#paths = new Set(files.map(({ path }) => path))
    const manifests = files.filter(({ path }) => /^((packages|apps)\/[^/]+\/)?package\.json$/.test(path))
    this.#packages = new Map(
      manifests.map(({ path, text }) => {
        const folder = folderOf(path)
        return [folder, { folder, manifest: JSON.parse(text) as Manifest }]
      })
    )
  }

  /** The package in which a path lies; one without a manifest is nameless and declares nothing. */
  packageAt(path: string): Package {
    const folder = folderOf(path)
    return this.#packages.get(folder) ?? { folder, manifest: {} }
  }

  /** The package an import names, if it is one of ours. */
  packageNamed(specifier: string): Package | undefined {
    return [...this.#packages.values()].find(({ manifest }) => manifest.name === packageNameOf(specifier))
  }

  /** The path of the file that an import leads to, or `undefined` when it is none of ours. */
  resolve(from: string, specifier: string): string | undefined {
    if (specifier.startsWith(".")) return this.#existing(posix.join(posix.dirname(from), specifier))
    const named = this.packageNamed(specifier)
    if (named === undefined) return undefined
    const entry = named.manifest.exports?.[`.${specifier.slice(packageNameOf(specifier).length)}`]
    const source = entry?.["@tallyhour/source"]
    return source === undefined ? undefined : this.#existing(posix.join(named.folder, source))
  }

  #existing(path: string): string | undefined {
    return [path, path.replace(/\.js$/, ".ts"), `${path}.ts`, `${path}/index.ts`].find((candidate) =>
      this.#paths.has(candidate)
    )
  }
}

/** `@tallyhour/core/testing` is part of the package `@tallyhour/core`. */
export const packageNameOf = (specifier: string): string =>
  specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/")

const folderOf = (path: string): string => /^(?:packages|apps)\/[^/]+(?=\/)/.exec(path)?.[0] ?? ""
