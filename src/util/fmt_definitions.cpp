// What libfmt.so defines of fmt, compiled into the program: Debian has no archive of it, and loading one
// shared library less, with libstdc++ linked in as well, halves the time in which a command that has little
// to do ends. (Every source with fmt's header-only variant would do the same, for twice the time to compile.)
// The build checks that this is all that fmt needs and takes libfmt.so where it is not
// (cmake/dev/Dependencies.cmake).

#include <fmt/format-inl.h>

#include <locale>

FMT_BEGIN_NAMESPACE
namespace detail {
template FMT_API locale_ref::locale_ref(const std::locale& loc);
template FMT_API auto locale_ref::get<std::locale>() const -> std::locale;
template FMT_API auto thousands_sep_impl(locale_ref) -> thousands_sep_result<char>;
template FMT_API auto decimal_point_impl(locale_ref) -> char;
template FMT_API void buffer<char>::append(const char*, const char*);
template FMT_API void vformat_to(buffer<char>&, string_view, basic_format_args<FMT_BUFFER_CONTEXT(char)>,
                                 locale_ref);
}  // namespace detail
FMT_END_NAMESPACE
