# cmake -DFROM=... -DTO=... -P CopySources.cmake: copies a folder's own files, without what npm put beside them.
file(COPY "${FROM}/" DESTINATION "${TO}" PATTERN node_modules EXCLUDE PATTERN dist EXCLUDE)
