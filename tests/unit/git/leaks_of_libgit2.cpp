// What the leak checker of the asan preset is to overlook in this program: memory that libgit2 itself loses.
//
// libgit2 1.5 reads `extensions.*` of a repository of format version 1 with a regular expression, and where
// it refuses the extension it does not free the matches of its PCRE2. It happens once for a repository that
// only git can read, in a process that ends with its command. Nothing else here uses PCRE2.

extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier): its fixed name

extern "C" const char* __lsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier)
  return "leak:pcre2\n";
}
