#pragma once
#include <elf.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

// What glibc's <link.h> offers to _GNU_SOURCE alone, which Swift's Glibc module does not define.

struct dl_phdr_info;
int dl_iterate_phdr(int (*visit)(struct dl_phdr_info *object, size_t size, void *data), void *data);

/// The beginning of `struct dl_phdr_info`.
struct fs_object {
  uintptr_t address;
  const char *name;
  const Elf64_Phdr *segments;
  uint16_t segment_count;
};

static inline int fs_give_back_object(struct dl_phdr_info *info, size_t size, void *page) {
  (void)size;
  const struct fs_object *object = (const struct fs_object *)info;
  uintptr_t mask = ~(*(uintptr_t *)page - 1);
  for (int i = 0; i < object->segment_count; i++) {
    const Elf64_Phdr *segment = &object->segments[i];
    // What can be written has pages that are nowhere else: what was relocated too, though it is protected afterwards.
    if (segment->p_type != PT_LOAD || segment->p_flags & PF_W) continue;
    uintptr_t start = object->address + segment->p_vaddr;
    uintptr_t end = (start + segment->p_memsz) & mask;
    start &= mask;
    if (start < end) madvise((void *)start, end - start, MADV_DONTNEED);
  }
  return 0;
}

/// Gives back the pages of the program and of its libraries that are only read: code, constants, tables of the linker.
static inline void fs_give_back_code(void) {
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  dl_iterate_phdr(fs_give_back_object, &page);
}
