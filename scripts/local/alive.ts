/** Whether a process of ours runs; a negative number asks for its group. */
export function isAlive(pid: number): boolean {
  try {
    return pid !== 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
