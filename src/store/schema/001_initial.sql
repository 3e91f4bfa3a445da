-- Schema 2 of cytrial.db. Every rule that a count must obey is a rule of the database as well, so that no
-- program can store what this one would refuse. Described in docs/formats/run-folder.md.

CREATE TABLE samples (
  sample_id         TEXT NOT NULL PRIMARY KEY
                    CHECK (length(sample_id) BETWEEN 1 AND 64 AND sample_id NOT GLOB '*[^A-Za-z0-9._-]*'),
  status            TEXT NOT NULL CHECK (status IN ('evaluable', 'not_evaluable', 'duplicate')),
  error_code        TEXT NOT NULL,
  blood_volume_ml   REAL CHECK (blood_volume_ml > 0 AND blood_volume_ml < 1e300),
  width_px          INTEGER NOT NULL CHECK (width_px >= 0),
  height_px         INTEGER NOT NULL CHECK (height_px >= 0),
  pixel_size_x_um   REAL NOT NULL CHECK (pixel_size_x_um >= 0 AND pixel_size_x_um < 1e300),
  pixel_size_y_um   REAL NOT NULL CHECK (pixel_size_y_um >= 0 AND pixel_size_y_um < 1e300),
  area_mm2          REAL NOT NULL CHECK (area_mm2 >= 0 AND area_mm2 < 1e300),
  analysed_share    REAL NOT NULL CHECK (analysed_share BETWEEN 0 AND 1),
  in_focus_area_share REAL NOT NULL CHECK (in_focus_area_share BETWEEN 0 AND 1),
  unobstructed_share REAL NOT NULL CHECK (unobstructed_share BETWEEN 0 AND 1),
  usable_share      REAL NOT NULL CHECK (usable_share BETWEEN 0 AND 1),
  in_focus_share    REAL CHECK (in_focus_share BETWEEN 0 AND 1),
  events_sha256     TEXT CHECK (length(events_sha256) = 64),
  events_text_sha256 TEXT CHECK (length(events_text_sha256) = 64),
  candidates_sha256 TEXT CHECK (length(candidates_sha256) = 64),
  crops_sha256      TEXT CHECK (length(crops_sha256) = 64),
  counts_sha256     TEXT NOT NULL CHECK (length(counts_sha256) = 64),
  counts_of         TEXT REFERENCES counts (sample_id) DEFERRABLE INITIALLY DEFERRED,
  -- An evaluable sample has counts and events, any other sample has neither.
  CHECK (counts_of IS NULL OR counts_of = sample_id),
  CHECK ((status = 'evaluable') = (counts_of IS NOT NULL)),
  CHECK ((status = 'evaluable') = (events_sha256 IS NOT NULL)),
  CHECK ((status = 'evaluable') = (events_text_sha256 IS NOT NULL)),
  CHECK ((status = 'evaluable') = (candidates_sha256 IS NOT NULL)),
  CHECK ((status = 'evaluable') = (crops_sha256 IS NOT NULL)),
  CHECK ((status = 'evaluable') = (error_code = '')),
  UNIQUE (sample_id, status)
) STRICT, WITHOUT ROWID;

CREATE TABLE counts (
  sample_id        TEXT NOT NULL PRIMARY KEY,
  status           TEXT NOT NULL CHECK (status = 'evaluable'),
  events           INTEGER NOT NULL CHECK (events >= 0),
  nucleated_events INTEGER NOT NULL CHECK (nucleated_events BETWEEN 0 AND events),
  ctc_clusters     INTEGER NOT NULL CHECK (ctc_clusters >= 0),
  ctcs_in_clusters INTEGER NOT NULL CHECK (ctcs_in_clusters BETWEEN 0 AND events),
  definition_set   TEXT NOT NULL,
  FOREIGN KEY (sample_id, status) REFERENCES samples (sample_id, status) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE phenotype_counts (
  sample_id TEXT NOT NULL REFERENCES counts (sample_id) ON DELETE CASCADE,
  phenotype TEXT NOT NULL,
  count     INTEGER NOT NULL CHECK (count >= 0),
  PRIMARY KEY (sample_id, phenotype)
) STRICT, WITHOUT ROWID;

CREATE TABLE definition_counts (
  sample_id TEXT NOT NULL REFERENCES counts (sample_id) ON DELETE CASCADE,
  position  INTEGER NOT NULL CHECK (position >= 0),
  name      TEXT NOT NULL,
  title     TEXT NOT NULL,
  source    TEXT NOT NULL,
  reported  INTEGER NOT NULL CHECK (reported IN (0, 1)),
  count     INTEGER NOT NULL CHECK (count >= 0),
  PRIMARY KEY (sample_id, position),
  UNIQUE (sample_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE marker_levels (
  sample_id     TEXT NOT NULL REFERENCES counts (sample_id) ON DELETE CASCADE,
  position      INTEGER NOT NULL CHECK (position >= 0),
  channel       TEXT NOT NULL,
  positive_from INTEGER NOT NULL CHECK (positive_from BETWEEN 1 AND 3),
  level_0       INTEGER NOT NULL CHECK (level_0 >= 0),
  level_1       INTEGER NOT NULL CHECK (level_1 >= 0),
  level_2       INTEGER NOT NULL CHECK (level_2 >= 0),
  level_3       INTEGER NOT NULL CHECK (level_3 >= 0),
  not_known     INTEGER NOT NULL CHECK (not_known >= 0),
  PRIMARY KEY (sample_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE reasons (
  sample_id TEXT NOT NULL REFERENCES samples (sample_id) ON DELETE CASCADE,
  position  INTEGER NOT NULL CHECK (position >= 0),
  reason    TEXT NOT NULL,
  PRIMARY KEY (sample_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE scan_files (
  sample_id TEXT NOT NULL REFERENCES samples (sample_id) ON DELETE CASCADE,
  position  INTEGER NOT NULL CHECK (position >= 0),
  name      TEXT NOT NULL,
  sha256    TEXT NOT NULL,
  PRIMARY KEY (sample_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE quality_flags (
  sample_id TEXT NOT NULL REFERENCES samples (sample_id) ON DELETE CASCADE,
  position  INTEGER NOT NULL CHECK (position >= 0),
  code      TEXT NOT NULL,
  text      TEXT NOT NULL,
  PRIMARY KEY (sample_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE tile_failures (
  sample_id TEXT NOT NULL REFERENCES samples (sample_id) ON DELETE CASCADE,
  position  INTEGER NOT NULL CHECK (position >= 0),
  file      TEXT NOT NULL,
  channel   TEXT NOT NULL,
  x_px      INTEGER NOT NULL,
  y_px      INTEGER NOT NULL,
  width_px  INTEGER NOT NULL,
  height_px INTEGER NOT NULL,
  problem   TEXT NOT NULL,
  remedy    TEXT NOT NULL,
  PRIMARY KEY (sample_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE population (
  sample_id   TEXT NOT NULL REFERENCES samples (sample_id) ON DELETE CASCADE,
  position    INTEGER NOT NULL CHECK (position >= 0),
  column_name TEXT NOT NULL,
  location    REAL CHECK (abs(location) < 1e300),
  scale       REAL CHECK (abs(scale) < 1e300),
  PRIMARY KEY (sample_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE provenance (
  sample_id          TEXT NOT NULL PRIMARY KEY REFERENCES samples (sample_id) ON DELETE CASCADE,
  program_version    TEXT NOT NULL,
  config_json        TEXT NOT NULL,
  config_digest      TEXT NOT NULL,
  panel_digest       TEXT NOT NULL,
  gates_digest       TEXT NOT NULL,
  calibration_digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE candidates (
  sample_id        TEXT NOT NULL REFERENCES counts (sample_id) ON DELETE CASCADE,
  event_id         INTEGER NOT NULL CHECK (event_id > 0),
  x_px             REAL NOT NULL CHECK (abs(x_px) < 1e300),
  y_px             REAL NOT NULL CHECK (abs(y_px) < 1e300),
  phenotype        TEXT NOT NULL,
  gate_path        TEXT NOT NULL,
  cluster_id       INTEGER NOT NULL CHECK (cluster_id >= 0),
  cluster_size     INTEGER NOT NULL CHECK (cluster_size >= 0),
  attached_leukocytes INTEGER NOT NULL CHECK (attached_leukocytes >= 0),
  definitions      TEXT NOT NULL,
  flags            INTEGER NOT NULL CHECK (flags >= 0),
  cell_diameter_um REAL CHECK (abs(cell_diameter_um) < 1e300),
  rank             INTEGER NOT NULL CHECK (rank >= 0),
  reasons          TEXT NOT NULL,
  -- A model's view of the candidate; no probability is stored without saying what the model was trained on.
  ctc_probability  REAL CHECK (ctc_probability BETWEEN 0 AND 1),
  model_disagrees  INTEGER CHECK (model_disagrees IN (0, 1)),
  model_trained_on TEXT CHECK (model_trained_on IN ('simulated', 'real', 'mixed')),
  CHECK ((ctc_probability IS NULL) = (model_trained_on IS NULL)),
  CHECK ((ctc_probability IS NULL) = (model_disagrees IS NULL)),
  PRIMARY KEY (sample_id, event_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE candidate_effects (
  sample_id TEXT NOT NULL,
  event_id  INTEGER NOT NULL,
  position  INTEGER NOT NULL CHECK (position >= 0),
  feature   TEXT NOT NULL,
  value     REAL CHECK (abs(value) < 1e300),
  log_odds  REAL NOT NULL CHECK (abs(log_odds) < 1e300),
  words     TEXT NOT NULL,
  PRIMARY KEY (sample_id, event_id, position),
  FOREIGN KEY (sample_id, event_id) REFERENCES candidates (sample_id, event_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE candidate_measures (
  sample_id   TEXT NOT NULL,
  event_id    INTEGER NOT NULL,
  position    INTEGER NOT NULL CHECK (position >= 0),
  column_name TEXT NOT NULL,
  value       REAL CHECK (abs(value) < 1e300),
  PRIMARY KEY (sample_id, event_id, position),
  FOREIGN KEY (sample_id, event_id) REFERENCES candidates (sample_id, event_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE crops (
  sample_id TEXT NOT NULL,
  event_id  INTEGER NOT NULL,
  name      TEXT NOT NULL,
  file      TEXT NOT NULL CHECK (file NOT GLOB '*/*'),
  sha256    TEXT NOT NULL CHECK (length(sha256) = 64),
  PRIMARY KEY (sample_id, event_id, name),
  UNIQUE (sample_id, file),
  FOREIGN KEY (sample_id, event_id) REFERENCES candidates (sample_id, event_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
  name   TEXT NOT NULL PRIMARY KEY CHECK (length(name) > 0),
  text   TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT, WITHOUT ROWID;
