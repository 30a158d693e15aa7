import type { Check } from "./SourceFile.ts"
import { bannedCode } from "./checks/bannedCode.ts"
import { bannedSql } from "./checks/bannedSql.ts"
import { coreLayers } from "./checks/coreLayers.ts"
import { declaredDependencies } from "./checks/declaredDependencies.ts"
import { fileName } from "./checks/fileName.ts"
import { filesSeen } from "./checks/filesSeen.ts"
import { fileSize } from "./checks/fileSize.ts"
import { importCycles } from "./checks/importCycles.ts"
import { importDirection } from "./checks/importDirection.ts"
import { leftovers } from "./checks/leftovers.ts"
import { lockFile } from "./checks/lockFile.ts"
import { machineNames } from "./checks/machineNames.ts"
import { markdownLinks } from "./checks/markdownLinks.ts"
import { markdownTitle } from "./checks/markdownTitle.ts"
import { portLaws } from "./checks/portLaws.ts"
import { publicDocstrings } from "./checks/publicDocstrings.ts"
import { publicExamples } from "./checks/publicExamples.ts"
import { readmeCode } from "./checks/readmeCode.ts"
import { testingUnreachable } from "./checks/testingUnreachable.ts"

/** The gate: each check under its name, with the promise it keeps. */
export const allChecks: Readonly<Record<string, { readonly check: Check; readonly promise: string }>> = {
  filesSeen: { check: filesSeen, promise: "the gate sees the tree" },
  importDirection: { check: importDirection, promise: "packages import only what their place allows" },
  coreLayers: { check: coreLayers, promise: "inside core nothing reads backwards" },
  testingUnreachable: {
    check: testingUnreachable,
    promise: "core's index does not reach its testing folder"
  },
  declaredDependencies: { check: declaredDependencies, promise: "every imported package is declared" },
  importCycles: { check: importCycles, promise: "no files of a package import each other in a circle" },
  bannedCode: { check: bannedCode, promise: "no code calls what has a better word here" },
  bannedSql: { check: bannedSql, promise: "statements name their columns and take the time as a parameter" },
  leftovers: { check: leftovers, promise: "no note to an author is left over" },
  fileSize: { check: fileSize, promise: "every code file fits into a head" },
  fileName: { check: fileName, promise: "a file of core is named as its main export" },
  portLaws: { check: portLaws, promise: "every port has its laws" },
  publicDocstrings: { check: publicDocstrings, promise: "every name that users import is described" },
  publicExamples: { check: publicExamples, promise: "every value that users import has an example" },
  readmeCode: { check: readmeCode, promise: "the code in a README is the text of a file" },
  markdownTitle: { check: markdownTitle, promise: "every page has one title" },
  markdownLinks: { check: markdownLinks, promise: "every relative link leads to a file" },
  machineNames: { check: machineNames, promise: "no text names one machine's path or a registry's host" },
  lockFile: { check: lockFile, promise: "the lock file names no host" }
}
