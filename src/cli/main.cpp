#include <malloc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <exception>
#include <iostream>
#include <new>

#include "arguments.h"
#include "cytrial/core/error.h"

namespace {

int fail(cyto::ErrorCode code, const char* text) {
  std::cerr << "cytrial: " << cyto::name_of(code) << ": " << text << "\n";
  return static_cast<int>(code);
}

int run_command(const cyto::cli::Command& command) {
  try {
    const int code = std::visit([](const auto& args) { return cyto::cli::run(args); }, command);
    std::cout.flush();
    if (!std::cout) {
      return fail(cyto::ErrorCode::Io, "standard output: cannot be written; is the disk full?");
    }
    return code;
  } catch (const cyto::Error& problem) {
    return fail(problem.code(), problem.what());
  } catch (const std::bad_alloc&) {
    return fail(cyto::ErrorCode::OutOfMemory,
                "the system gave no more memory; lower --memory-mib or --tile-px, or use a larger machine");
  } catch (const std::exception& problem) {
    return fail(cyto::ErrorCode::Internal, problem.what());
  }
}

/// Every window needs dozens of planes of some megabytes for a moment. By default each of them is mapped from
/// the system and given back, and the system fills every page with zeros: a tenth of the whole time.
void keep_memory_of_planes() {
  constexpr int kLargestPlaneBytes = 32 << 20;  // the greatest that glibc allows
  constexpr int kKeptBytes = 512 << 20;
  ::mallopt(M_MMAP_THRESHOLD, kLargestPlaneBytes);
  ::mallopt(M_TRIM_THRESHOLD, kKeptBytes);
}

/// All threads use the main thread's heap, whose pages are large, and take what another has just given back.
/// A window asks some 16,000 times for memory in its 110 ms, all but 2,000 times the thread's own cache: no
/// crowd at the lock. What an event needs must not be asked for event by event and kept (EventValues).
void share_one_heap() {
  ::mallopt(M_ARENA_MAX, 1);
}

/// The heap of the main thread begins as one piece of address space, in large pages where the system has
/// them: one page fault for 2 MiB instead of 512. Memory is given as it is touched, as ever; where the system
/// refuses, the heap grows in small steps.
void begin_heap_in_large_pages() {
  constexpr int kHeapBytes = 256 << 20;
  constexpr int kUsualStepBytes = 128 << 10;
  constexpr std::size_t kMoreThanIsLeft = 1U << 20U;
  auto* const begin = static_cast<char*>(::sbrk(0));
  ::mallopt(M_TOP_PAD, kHeapBytes);
  ::operator delete(::operator new(kMoreThanIsLeft, std::nothrow));
  ::mallopt(M_TOP_PAD, kUsualStepBytes);
  auto* const end = static_cast<char*>(::sbrk(0));
  if (end > begin) {
    ::madvise(begin, static_cast<std::size_t>(end - begin), MADV_HUGEPAGE);
  }
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that closes the pipe early gives a write error, told above, and not a sudden death.
  std::signal(SIGPIPE, SIG_IGN);
  // Memory of a crashed run may hold sample and subject codes: no core dumps.
  ::prctl(PR_SET_DUMPABLE, 0);
  keep_memory_of_planes();
  share_one_heap();
  begin_heap_in_large_pages();
  std::ios::sync_with_stdio(false);
  const cyto::cli::ParsedArguments parsed = cyto::cli::parse_arguments(argc, argv);
  return parsed.command ? run_command(*parsed.command) : parsed.exit_code;
}
