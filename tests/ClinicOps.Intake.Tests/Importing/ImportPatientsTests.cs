using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Importing;
using ClinicOps.Testing;
using Xunit;
using static ClinicOps.Intake.Tests.IntakeClinic;

namespace ClinicOps.Intake.Tests.Importing;

public sealed class ImportPatientsTests(TestCluster cluster) : IAsyncLifetime
{
    private const string Header = "mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language";

    private const string Elena = "AC101550,Rossi Jr,Elena,M,1990-06-20,F,(419) 555-0149,elena@example.com,12 Mill St,Ashford,OH,43096,Summit,SCX129984556,G6894,Dr. Quill,English";

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    public static string File(params string[] lines) => string.Join('\n', lines.Prepend(Header)) + "\n";

    [Fact]
    public async Task Registered_values_are_shown_on_the_terminal_with_an_audit_entry_and_not_without()
    {
        await clinic.Import(File(Elena));
        var path = Path.Combine(clinic.Folder, "patients.csv");
        await System.IO.File.WriteAllTextAsync(path, File(Elena.Replace("12 Mill St", "14 Mill St", StringComparison.Ordinal)));
        Task<int> Compare(params string[] options) => clinic.In((IServiceProvider services) => ImportPatientsVerb.Run(services, [path, "--dry-run", .. options], CancellationToken.None));

        await Compare();
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'patients.shown-on-terminal'"));
        await Compare("--show");

        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM audit.entries, intake.patients p WHERE action = 'patients.shown-on-terminal' AND p.id = ANY(result_ids)"));
    }

    [Fact]
    public async Task Every_column_becomes_part_of_the_patient()
    {
        await clinic.Import(File(Elena));

        var patient = Assert.Single(await clinic.In((IPatients patients) => patients.FindByMrn(["AC101550"])));
        Assert.Equal("Rossi, Elena M Jr", patient.ListName);
        Assert.Equal((Date("1990-06-20"), "F", "(419) 555-0149", "12 Mill St, Ashford, OH 43096", "English"), (patient.BirthDate, patient.Sex, patient.Phone, patient.Address, patient.Language));
        Assert.Equal(["SCX129984556 G6894 Summit"], await clinic.Sql("SELECT member_id || ' ' || \"group\" || ' ' || payer FROM intake.patient_coverages"));
        Assert.Equal(["elena@example.com Dr. Quill"], await clinic.Sql("SELECT email || ' ' || pcp FROM intake.patients"));
    }

    [Fact]
    public async Task A_second_import_of_the_same_file_changes_and_tells_nothing()
    {
        await clinic.Import(File(Elena));
        var history = await clinic.Sql("SELECT count(*) FROM intake.patient_changes");
        await clinic.RunJobs();

        var again = await clinic.Import(File(Elena));

        Assert.Equal((0, 0, 1), (again.Registered.Count, again.Changed.Count, again.Unchanged));
        Assert.Equal(history, await clinic.Sql("SELECT count(*) FROM intake.patient_changes"));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'patient.changed'"));
    }

    [Fact]
    public async Task What_differs_is_named_field_by_field_with_the_old_and_new_in_the_history_only()
    {
        await clinic.Import(File(Elena));

        var imported = await clinic.Import(File(Elena.Replace("0149", "0199", StringComparison.Ordinal).Replace("English", "Spanish", StringComparison.Ordinal)));

        var changed = Assert.Single(imported.Changed);
        Assert.Equal(("AC101550", "phone, language"), (changed.Mrn, string.Join(", ", changed.Changes.Select(change => change.Field))));
        Assert.Equal(["(419) 555-0149 -> (419) 555-0199"], await clinic.Sql("SELECT old || ' -> ' || new FROM intake.patient_changes WHERE field = 'phone' AND via = 'import'"));
        var quiet = new StringWriter();
        await ImportPatientsVerb.Print(imported, show: false, quiet);
        Assert.DoesNotContain("555", quiet.ToString(), StringComparison.Ordinal);
        Assert.Contains("changed AC101550: phone, language", quiet.ToString(), StringComparison.Ordinal);
        Assert.Contains("0 new, 1 changed, 0 unchanged, 0 lines not imported", quiet.ToString(), StringComparison.Ordinal);
        var shown = new StringWriter();
        await ImportPatientsVerb.Print(imported, show: true, shown);
        Assert.Contains("phone: \"(419) 555-0149\" -> \"(419) 555-0199\"", shown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_lines_are_reported_by_their_number_without_their_text_and_the_rest_goes_in()
    {
        var imported = await clinic.Import(File(
            Elena,
            ",Nobody,Ann,,1990-06-20,F,,,,,,,,,,,",
            "AC2,,Ann,,1990-06-20,F,,,,,,,,,,,",
            "AC3,Bright,Ann,,20.06.90,F,,,,,,,,,,,",
            "AC4,Bright,Ann,,2990-06-20,F,,,,,,,,,,,",
            "AC5,Bright,Ann,,1990-06-20,Q,,,,,,,,,,,",
            "AC6,Bright,Ann",
            "AC7,\"Bright,Ann,,1990-06-20,F,,,,,,,,,,,",
            "AC-101550,Bright,Ann,,1990-06-20,F,,,,,,,,,,,",
            "AC9,\"Bright, Jr\",Ann,,6/20/1990,female,,,,,,,,,,,"));

        Assert.Equal(["AC101550", "AC9"], imported.Registered);
        Assert.Equal([3, 4, 5, 6, 7, 8, 9, 10], imported.Refused.Select(line => line.Line));
        Assert.DoesNotContain(imported.Refused, line => line.Reason.Contains("Bright", StringComparison.Ordinal) || line.Reason.Contains("1990", StringComparison.Ordinal));
        Assert.Contains("line 2", imported.Refused[^1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_may_stand_in_any_order_and_others_are_left_alone()
    {
        await clinic.Import("\uFEFFfirst,Last,extra,dob,mrn,sex,middle,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language\nElena,Rossi,x,1990-06-20,A1,,,,,,,,,,,,,\n");

        Assert.Equal("Rossi, Elena", Assert.Single(await clinic.In((IPatients patients) => patients.FindByMrn(["A1"]))).ListName);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("mrn,last,first,middle,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp\nx", "dob, primary_language")]
    public void A_file_without_its_columns_is_refused_whole_with_what_is_missing(string text, string says) =>
        Assert.Contains(says, Assert.Throws<PatientsFileProblem>(() => PatientsFile.Read(new StringReader(text), Date("2026-03-02"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_new_last_name_keeps_the_old_as_former_but_a_corrected_first_name_does_not_go_on_answering()
    {
        await clinic.Import(File("A1,Rossi,Elena,,1990-06-20,F,,,,,,,,,,,", "A2,Brandt,Omar,,1950-01-02,M,,,,,,,,,,,"));

        await clinic.Import(File("A1,Whitfield,Elena,,1990-06-20,F,,,,,,,,,,,", "A2,Brandt,Luca,,1950-01-02,M,,,,,,,,,,,"));

        Assert.Equal(
            ["current Elena Whitfield", "current Luca Brandt", "former Elena Rossi"],
            (await clinic.Sql("SELECT kind || ' ' || first || ' ' || last FROM intake.patient_names")).Cast<string>().Order());
    }

    [Fact]
    public async Task What_the_file_does_not_speak_of_stays()
    {
        await clinic.Import(File(Elena));
        var id = (await clinic.In((IPatients patients) => patients.FindByMrn(["AC101550"])))[0].Id;
        await clinic.Edit(id, new() { Preferred = "Nell", HolderFirst = "Paolo", OtherPhone = "(419) 555-0111" });

        var again = await clinic.Import(File(Elena));

        Assert.Equal(1, again.Unchanged);
        Assert.Equal(["Nell"], await clinic.Sql("SELECT first FROM intake.patient_names WHERE kind = 'preferred'"));
        Assert.Equal(2L, (await clinic.Sql("SELECT count(*) FROM intake.patient_phones"))[0]);
    }

    [Fact]
    public async Task Two_imports_of_one_file_at_once_register_nobody_twice_and_neither_fails()
    {
        string[] lines = [.. Enumerable.Range(0, 150).Select(n => $"AC{n},Rossi,Elena,,1990-06-20,F,,,,,,,,,,,")];

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => clinic.Import(File(lines)))));

        Assert.Equal(150, both.Sum(import => import.Registered.Count));
        Assert.Equal([150L], await clinic.Sql("SELECT count(*) FROM intake.patients"));
    }
}
