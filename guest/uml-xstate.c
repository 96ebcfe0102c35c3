/*
 * Preloaded into User-Mode Linux on CPUs whose extended register state is longer than it knows.
 *
 * User-Mode Linux writes the floating-point registers of its processes with PTRACE_SETREGSET and
 * NT_X86_XSTATE, from a buffer of fixed length. The host kernel takes the full state only, which
 * is longer on CPUs with AMX, and answers EFAULT: the guest's kernel panics as it starts init.
 * This library reads the full state, lays the short one over its beginning and writes all of it.
 * Every other request passes through unchanged.
 *
 *   cc -O2 -fPIC -shared -o uml-xstate.so uml-xstate.c
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#define LONGEST (64 * 1024) /* six times the state of a CPU with AMX */

typedef long request_fn(int request, int pid, void *addr, void *data);
static request_fn *next_ptrace;

/* At load time: later calls come on the guest kernel's own small stacks. */
__attribute__((constructor)) static void find_next(void) {
  next_ptrace = (request_fn *)dlsym(RTLD_NEXT, "ptrace");
}

static long write_state(int pid, struct iovec *state) {
  /* Neither the heap nor those stacks have room to spare, and a shared buffer would need a lock. */
  void *full = mmap(NULL, LONGEST, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  struct iovec all = {full, LONGEST};
  void *kind = (void *)(long)NT_X86_XSTATE;
  long result;
  int error;

  if (full == MAP_FAILED)
    return -1;
  if (next_ptrace(PTRACE_GETREGSET, pid, kind, &all) == 0 && all.iov_len > state->iov_len) {
    memcpy(full, state->iov_base, state->iov_len);
    result = next_ptrace(PTRACE_SETREGSET, pid, kind, &all);
  } else {
    result = next_ptrace(PTRACE_SETREGSET, pid, kind, state);
  }
  error = errno;
  munmap(full, LONGEST);
  errno = error;
  return result;
}

long ptrace(enum __ptrace_request request, ...) {
  va_list rest;
  va_start(rest, request);
  int pid = va_arg(rest, int);
  void *addr = va_arg(rest, void *);
  void *data = va_arg(rest, void *);
  va_end(rest);
  if (request == PTRACE_SETREGSET && addr == (void *)(long)NT_X86_XSTATE && data != NULL)
    return write_state(pid, data);
  return next_ptrace(request, pid, addr, data);
}
