#pragma once
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

// What Swift cannot import: macros and variadic functions.

/// A new key on the P-256 curve, or NULL.
static inline EVP_PKEY *cutover_generate_p256(void) {
  return EVP_EC_gen("P-256");
}

/// The bytes that a memory BIO holds; they belong to the BIO.
static inline long cutover_bio_bytes(BIO *bio, char **bytes) {
  return BIO_get_mem_data(bio, bytes);
}

/// The number of names in a subjectAltName extension.
static inline int cutover_general_names_count(const GENERAL_NAMES *names) {
  return sk_GENERAL_NAME_num(names);
}

/// One name of a subjectAltName extension; it belongs to the list.
static inline GENERAL_NAME *cutover_general_name(const GENERAL_NAMES *names, int index) {
  return sk_GENERAL_NAME_value(names, index);
}

/// The text of a URI name, or NULL if the name is of another kind.
static inline const ASN1_STRING *cutover_general_name_uri(const GENERAL_NAME *name) {
  return name->type == GEN_URI ? name->d.uniformResourceIdentifier : NULL;
}

/// The bytes of an IP address name, or NULL if the name is of another kind.
static inline const ASN1_STRING *cutover_general_name_address(const GENERAL_NAME *name) {
  return name->type == GEN_IPADD ? name->d.iPAddress : NULL;
}
