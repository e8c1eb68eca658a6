#include <curl/curl.h>

// curl's options are variadic in C, which Swift cannot call: one door for each kind of value, and
// each checks nothing that curl's own macros would.
static inline CURLcode plimsoll_curl_set_long(CURL *it, CURLoption option, long value) {
    return curl_easy_setopt(it, option, value);
}
static inline CURLcode plimsoll_curl_set_pointer(CURL *it, CURLoption option, const void *value) {
    return curl_easy_setopt(it, option, value);
}
static inline CURLcode plimsoll_curl_set_write(CURL *it, CURLoption option,
    curl_write_callback value) {
    return curl_easy_setopt(it, option, value);
}
static inline CURLcode plimsoll_curl_set_prereq(CURL *it, curl_prereq_callback value) {
    return curl_easy_setopt(it, CURLOPT_PREREQFUNCTION, value);
}
static inline long plimsoll_curl_status(CURL *it) {
    long status = 0;
    curl_easy_getinfo(it, CURLINFO_RESPONSE_CODE, &status);
    return status;
}
static inline void *plimsoll_curl_private(CURL *it) {
    char *value = 0;
    curl_easy_getinfo(it, CURLINFO_PRIVATE, &value);
    return value;
}
static inline CURLMcode plimsoll_curl_multi_set(
    CURLM *it, curl_socket_callback sockets, curl_multi_timer_callback timer, void *data,
    long idle, long connections) {
    CURLMcode worst = curl_multi_setopt(it, CURLMOPT_SOCKETFUNCTION, sockets);
    if (!worst) worst = curl_multi_setopt(it, CURLMOPT_SOCKETDATA, data);
    if (!worst) worst = curl_multi_setopt(it, CURLMOPT_TIMERFUNCTION, timer);
    if (!worst) worst = curl_multi_setopt(it, CURLMOPT_TIMERDATA, data);
    if (!worst) worst = curl_multi_setopt(it, CURLMOPT_MAXCONNECTS, idle);
    if (!worst) worst = curl_multi_setopt(it, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections);
    return worst;
}
