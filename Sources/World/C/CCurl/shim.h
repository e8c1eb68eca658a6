#include <curl/curl.h>

// curl's options are variadic in C, which Swift cannot call: one door for each kind of value.
static inline CURLcode plimsoll_curl_set_long(CURL *it, CURLoption option, long value) {
    return curl_easy_setopt(it, option, value);
}
static inline CURLcode plimsoll_curl_set_pointer(CURL *it, CURLoption option, void *value) {
    return curl_easy_setopt(it, option, value);
}
