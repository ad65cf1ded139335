// The system's zlib, for the compressed payloads of Django's session store.
#include <zlib.h>
