using DemoClinic.Faxes;
using DemoClinic.Register;

// usage: DemoClinic OUTPUT_FOLDER [NAME_PART]   (with NAME_PART only the faxes whose names hold it are drawn)
var output = Path.GetFullPath(args[0]);
var people = PatientRegister.All();
PatientCsv.Write(people, Path.Combine(output, "patients.csv"));
ClinicFile.Write(Path.Combine(output, "clinic.json"));
ScheduleFile.Write(people, Path.Combine(output, "schedule.json"));
ExpectedFile.Write(DemoFaxes.All(), Path.Combine(output, "expected.json"));
DrawFaxes.Run(DemoFaxes.All(), Path.Combine(output, "faxes"), args.ElementAtOrDefault(1) ?? "");
