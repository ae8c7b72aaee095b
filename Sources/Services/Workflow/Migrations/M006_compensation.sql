-- A run that undoes another.
ALTER TABLE wf_run ADD COLUMN compensates uuid REFERENCES wf_run;
