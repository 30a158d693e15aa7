import { spawn } from "node:child_process"
import { Socket } from "node:net"

/**
 * Makes sure that the server in a folder ends, and the folder goes, when this process ends without having seen to it,
 * even when it is killed: a shell waits on a pipe that only this process holds open. Returns the act that calls the
 * shell off.
 */
export const stopAfterExit = (folder: string): (() => void) => {
  const watch = spawn("sh", ["-c", script, "sh", folder], {
    cwd: "/",
    // In a session of its own it outlives a Ctrl-C at the terminal.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"]
  })
  // Where there is no shell, stopping is all there is.
  watch.on("error", () => {})
  watch.unref()
  // The pipe must not keep this process alive; nothing is ever written to it.
  if (watch.stdin instanceof Socket) watch.stdin.unref()
  return () => {
    watch.kill("SIGKILL")
  }
}

// The server keeps its process id in a file for as long as it runs. QUIT is its order to drop everything at once; KILL
// follows if it has not obeyed after five seconds.
const script = `
read -r _
lock="$1/data/postmaster.pid"
pid=$(head -n 1 "$lock")
if [ -n "$pid" ]; then
  kill -QUIT "$pid"
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
    [ -e "$lock" ] || break
    sleep 0.2
  done
  [ -e "$lock" ] && kill -KILL "$pid"
fi
rm -rf "$1"
`
