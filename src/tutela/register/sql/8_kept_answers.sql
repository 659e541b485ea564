-- A kept answer is numbers in order, which are read as a whole: compressing them takes longer than all else that is done to keep them.
ALTER TABLE register_checkpart ALTER COLUMN places SET STORAGE EXTERNAL, ALTER COLUMN files SET STORAGE EXTERNAL,
  ALTER COLUMN answers SET STORAGE EXTERNAL, ALTER COLUMN series SET STORAGE EXTERNAL, ALTER COLUMN organisations SET STORAGE EXTERNAL,
  ALTER COLUMN distances SET STORAGE EXTERNAL, ALTER COLUMN more SET STORAGE EXTERNAL;
