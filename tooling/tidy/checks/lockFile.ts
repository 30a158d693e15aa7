import type { Check } from "../SourceFile.ts"

/** The lock file names no host, so that every machine installs from its own registry. */
export const lockFile: Check = (files) =>
  files
    .filter(({ path }) => path === "package-lock.json")
    .flatMap((file) =>
      file.text.split("\n").flatMap((line, index) =>
        /"resolved":\s*"[^"]*:\/\//.test(line)
          ? [
              {
                line: index + 1,
                message: `${line.trim()}: install with \`omit-lockfile-registry-resolved=true\``,
                path: file.path
              }
            ]
          : []
      )
    )
