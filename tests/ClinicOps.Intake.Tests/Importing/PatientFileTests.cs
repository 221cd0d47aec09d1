using System.Text;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Importing;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Intake.Tests.IntakeClinic;

namespace ClinicOps.Intake.Tests.Importing;

/// <summary>A file of the EHR: shown before it is taken, and taken as it was shown.</summary>
public sealed class PatientFileTests(TestCluster cluster) : IAsyncLifetime
{
    private const string Elena = "AC1,Rossi,Elena,,1990-06-20,F,(419) 555-0149,,12 Mill St,Ashford,OH,43096,Summit,SCX1,G1,,English";
    private const string Omar = "AC2,Brandt,Omar,,1950-01-02,M,,,,,,,,,,,";
    private static readonly Guid Ana = Guid.Parse("0190e000-0000-7000-8000-000000000001");

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Before_it_is_taken_nothing_of_the_register_changes_and_what_is_taken_is_what_was_shown()
    {
        await clinic.Import(ImportPatientsTests.File(Elena, Omar));
        await clinic.RunJobs();
        var before = await Register();

        var file = await Upload(Changed("0149", "0199"), Omar, "AC3,Lind,Per,,1971-02-03,M,,,,,,,,,,,", "AC4,Lind");
        await clinic.RunJobs();
        var view = await View(file);

        Assert.Equal(before, await Register());
        Assert.Equal((1, "compared"), (view.State.Unchanged, view.State.State));
        Assert.Equal(["changed 1", "new 1"], view.Lists.Where(list => list.Count > 0).Select(list => $"{list.List} {list.Count}"));
        Assert.Equal(5, Assert.Single(view.Refused).Line);
        var shown = Assert.Single(view.Lines).Now.Changes.Select(change => $"{change.Field}: {change.Old} -> {change.New}").ToList();
        Assert.Equal(["phone: (419) 555-0149 -> (419) 555-0199"], shown);

        Assert.Equal(1, await Taken(file, FileLists.Changed));
        Assert.Equal(1, await Taken(file, FileLists.New, run: true));
        await clinic.RunJobs();

        Assert.Equal(shown, (await clinic.Sql("SELECT field || ': ' || old || ' -> ' || new FROM intake.patient_changes WHERE via = 'import' AND field <> 'registered'")).Cast<string>());
        Assert.Equal([Ana], (await clinic.Sql($"SELECT DISTINCT by FROM intake.patient_changes WHERE why = '{TakePatientFile.Why}'")).Cast<Guid>());
        Assert.Equal(["Per Lind"], await clinic.Sql("SELECT first || ' ' || last FROM intake.patient_names n JOIN intake.patients p ON p.id = n.patient_id WHERE mrn = 'AC3'"));
        Assert.Equal(2L, (await clinic.Sql("SELECT count(*) FROM intake.patient_imports"))[0]);

        // The whole file is in the register: uploaded again it says so, by itself.
        var again = await Upload(Changed("0149", "0199"), Omar, "AC3,Lind,Per,,1971-02-03,M,,,,,,,,,,,");
        await clinic.RunJobs();
        Assert.Equal((3, 0), ((await View(again)).State.Unchanged, (await View(again)).Lines.Count));
        Assert.Equal(3L, (await clinic.Sql("SELECT count(*) FROM intake.patient_imports"))[0]);
        Assert.DoesNotContain(clinic.Log.Lines, line => line.Text.Contains("Rossi", StringComparison.Ordinal) || line.Text.Contains("555-0", StringComparison.Ordinal));
        Assert.Empty(await clinic.Sql("SELECT arguments::text FROM hangfire.job WHERE arguments::text || invocationdata::text LIKE '%Rossi%'"));
    }

    [Fact]
    public async Task Who_the_PCP_is_as_the_desk_said_it_last_is_looked_at_before_a_file_says_otherwise()
    {
        string Of(string pcp) => Elena.Replace("G1,,English", $"G1,{pcp},English", StringComparison.Ordinal);
        await clinic.Import(ImportPatientsTests.File(Of("Ada Quill MD"), Omar));
        await clinic.Register(Person("Per", "Lind", "1971-02-03") with { Pcp = "Lee Roy MD", PcpFax = "(419) 555-0102" }, "AC3");
        await clinic.Edit(await Id("AC1"), new() { Pcp = "Ana Maro DO" });

        // Said at the desk, by a correction or at the registration; where the desk said nothing, a file is taken like any other.
        var file = await Upload(Of("Ada Quill MD"), Omar.Replace("M,,,,,,,,,,,", "M,,,,,,,,,,Ada Quill MD,", StringComparison.Ordinal), "AC3,Lind,Per,,1971-02-03,,,,,,,,,,,,");
        await clinic.RunJobs();
        var view = await View(file, Doubt.PcpByHand);
        Assert.Equal(
            ["primary care provider: Ana Maro DO -> Ada Quill MD", "primary care provider: Lee Roy MD -> "],
            view.Lines.SelectMany(line => line.Now.Changes).Where(change => change.Field == "primary care provider").Select(change => $"{change.Field}: {change.Old} -> {change.New}"));
        Assert.Equal(1, view.Lists.Single(list => list.List == FileLists.Changed).Count);

        // Taken by somebody who looked, it is the file's word from then on.
        Assert.Equal(2, await Taken(file, Doubt.PcpByHand));
        await clinic.RunJobs();
        Assert.Equal("Ada Quill MD", (await clinic.Sql("SELECT pcp FROM intake.patients WHERE mrn = 'AC1'"))[0]);
        var next = await Upload(Of("Lee Roy MD"));
        await clinic.RunJobs();
        Assert.Empty(Assert.Single((await View(next)).Lines).Doubts);
    }

    [Fact]
    public async Task A_patient_whom_somebody_changed_meanwhile_is_not_written_over_but_shown_again()
    {
        await clinic.Import(ImportPatientsTests.File(Elena, Omar));
        var file = await Upload(Changed("0149", "0199"), Omar.Replace("Omar", "Omar,J", StringComparison.Ordinal).Replace("J,,", "J,", StringComparison.Ordinal), "AC3,Lind,Per,,1971-02-03,,,,,,,,,,,,");
        await clinic.RunJobs();
        var seen = await View(file);
        var elena = await Id("AC1");

        // One gets another phone by hand, one is registered by hand, after the page was shown.
        await clinic.Edit(elena, new() { Phone = "(419) 555-0177" });
        await clinic.Register(Person("Peer", "Lind", "1971-02-03"), "AC3");
        Assert.NotEmpty((await View(file)).Lines.Single(line => line.Line.PatientId == elena).Meanwhile);
        Assert.Equal(2, await Taken(file, FileLists.Changed));
        Assert.IsType<TakingAsked.AtWork>(await Take(file, seen.State.Revision, FileLists.New));
        await clinic.RunJobs();

        Assert.Equal(["(419) 555-0177"], await clinic.Sql($"SELECT written FROM intake.patient_phones WHERE patient_id = '{elena}'"));
        Assert.Equal(["J"], await clinic.Sql("SELECT middle FROM intake.patient_names WHERE first = 'Omar'"));
        Assert.IsType<TakingAsked.ComparedAgain>(await Take(file, seen.State.Revision, FileLists.New));
        var now = await View(file);
        var line = now.Lines.Single(line => line.Line.PatientId == elena);
        Assert.Equal(("(419) 555-0177", "(419) 555-0199"), (Assert.Single(line.Now.Changes).Old, line.Now.Changes[0].New));
        Assert.NotEmpty(line.Meanwhile);

        // Who looks again may take it; of the one registered by hand the file would change the name.
        Assert.Equal(1, await Taken(file, FileLists.Changed));
        Assert.Equal(1, await Taken(file, FileLists.New, run: true));
        await clinic.RunJobs();
        Assert.Equal(["(419) 555-0199"], await clinic.Sql($"SELECT written FROM intake.patient_phones WHERE patient_id = '{elena}'"));
        Assert.Equal(["Peer"], await clinic.Sql("SELECT first FROM intake.patient_names n JOIN intake.patients p ON p.id = n.patient_id WHERE mrn = 'AC3'"));
        Assert.Equal("first name", Assert.Single(Assert.Single((await View(file)).Lines).Now.Changes).Field);
    }

    [Fact]
    public async Task A_namesake_registered_after_the_line_was_shown_is_seen_when_it_is_taken_also_one_of_the_same_file()
    {
        var file = await Upload("AC3,Lind,Per,,1971-02-03,M,,,,,,,,,,,", "AC4,Lind,Eva,,1972-02-03,F,,,,,,,,,,,", "AC5,Lind,Eva,,1972-02-03,F,,,,,,,,,,,");
        await clinic.RunJobs();
        Assert.Equal(3, await Taken(file, FileLists.New));

        // By hand, under another number, before the job comes to it.
        await clinic.Register(Person("Per", "Lind", "1971-02-03"), "B-77");
        await clinic.RunJobs();
        Assert.Equal(["AC4", "B-77"], await clinic.Sql("SELECT mrn FROM intake.patients ORDER BY mrn"));
        var view = await View(file);
        Assert.Equal(FileLists.Twice, view.List);
        Assert.Equal(["AC3 namesake True", "AC5 namesake True"], view.Lines.Select(line => $"{line.Now.Row.Mrn} {string.Join('+', line.Line.Doubts)} {line.Line.IsAgain}"));

        // Who was told takes it all the same: there are two records.
        Assert.Equal(2, await Taken(file, FileLists.Twice));
        await clinic.RunJobs();
        Assert.Equal(["AC3", "AC4", "AC5", "B-77"], await clinic.Sql("SELECT mrn FROM intake.patients ORDER BY mrn"));
    }

    [Fact]
    public async Task Two_clicks_take_once_a_job_delivered_again_takes_nothing_and_what_was_not_ticked_stays()
    {
        string[] lines = [.. Enumerable.Range(0, 130).Select(n => $"AC{n:000},Rossi,Elena{(char)('a' + (n % 26))},,19{n % 90 + 10}-06-20,F,,,,,,,,,,,")];
        var file = await Upload(lines);
        await clinic.RunJobs();
        var view = await View(file);
        Assert.Equal((130, 3, 50), (view.Lists.Single(list => list.List == FileLists.New).Count, view.Pages, view.Lines.Count));
        Assert.Equal(30, (await View(file, FileLists.New, 3)).Lines.Count);
        var ticked = view.Lines.Skip(1).Select(line => line.Line.Id).ToList();

        var clicks = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => Take(file, 0, null, [.. ticked]))));
        Assert.Equal(49, Assert.Single(clicks.OfType<TakingAsked.Asked>()).Lines);
        await clinic.RunJobs();
        await clinic.DeliverAgain();

        Assert.Equal([49L], await clinic.Sql("SELECT count(*) FROM intake.patients"));
        Assert.IsType<TakingAsked.Nothing>(await Take(file, 0, null, [.. ticked]));
        Assert.DoesNotContain("AC000", (await clinic.Sql("SELECT mrn FROM intake.patients")).Cast<string>());

        // Something is left: the register does not count as current.
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM intake.patient_imports"));
        Assert.Equal(81, await Taken(file, FileLists.New));
        await clinic.RunJobs();
        Assert.Equal([130L], await clinic.Sql("SELECT registered::bigint FROM intake.patient_imports"));
        Assert.Equal(130, (await View(file, LoadPatientFile.Taken)).Lists.Single(list => list.List == LoadPatientFile.Taken).Count);
    }

    [Fact]
    public async Task What_asks_for_a_second_look_stands_apart_each_with_its_reason()
    {
        await clinic.Import(ImportPatientsTests.File(
            Elena, Omar,
            "AC3,Lind,Per,,1971-02-03,M,,,,,,,Summit,P3,,,", "AC4,Lind,Eva,,1972-02-03,F,,,,,,,Summit,P4,,,",
            "AC5,Lind,Kai,,1973-02-03,M,,,,,,,Summit,P5,,,", "AC6,Lind,Tor,,1974-02-03,M,,,,,,,,,,,", "AC7,Lind,Ida,,1975-02-03,F,,,,,,,,,,,"));
        await clinic.Sql("UPDATE intake.patients SET deceased_source = 'the family' WHERE mrn = 'AC6'");
        await clinic.Merge(await Id("AC7"), await Id("AC1"));
        await AddSecond(await Id("AC5"), "Meridian", "M5");

        var file = await Upload(
            Elena.Replace("1990", "1991", StringComparison.Ordinal), Omar.Replace("Brandt,Omar", "Reyes,Ines", StringComparison.Ordinal),
            "AC3,Lind,Per,,1971-02-03,M,,,,,,,Meridian,M3,,,", "AC4,Lind,Eva,,1972-02-03,F,,,,,,,,,,,",
            "AC5,Lind,Kai,,1973-02-03,M,,,,,,,Meridian,M5,,,", "AC6,Lind,Tor,,1974-02-03,M,,,,,,,,,,,Swedish", "AC7,Lind,Ida,,1975-02-03,F,,,,,,,,,,,Swedish",
            "AC8,Lind,Per,,1971-02-03,M,,,,,,,,,,,");
        await clinic.RunJobs();

        var view = await View(file);
        Assert.Equal(FileLists.Twice, view.List);
        Assert.Equal(
            ["AC1 birth-date", "AC2 whole-name", "AC3 coverage-replaced", "AC4 coverage-ends", "AC5 coverage-is-later", "AC6 deceased", "AC7 merged", "AC8 namesake"],
            view.Lines.Select(line => $"{line.Now.Row.Mrn} {string.Join('+', line.Doubts.Select(doubt => doubt.Code))}"));
        Assert.Equal("first, Summit, P3", view.Lines[2].Doubts.Single().Coverage);
        Assert.Single((await View(file, Doubt.Deceased)).Lines);
        Assert.All(view.Lists.Where(list => list.List is FileLists.New or FileLists.Changed), list => Assert.Equal(0, list.Count));
        Assert.Equal((false, true), (view.Lines[0].Now.ChangesName, view.Lines[1].Now.ChangesName));
        Assert.False(view.Lines[1].Now.KeepsOldName);

        // On the terminal the same, without patient text.
        var quiet = new StringWriter();
        await ImportPatientsVerb.Print(await clinic.In((ComparePatients compare) => compare.Run(PatientsFile.Read(Bytes(Elena.Replace("1990", "1991", StringComparison.Ordinal), Omar), Date("2026-03-02")), CancellationToken.None)), show: false, quiet);
        Assert.Contains("changed AC1: birth date", quiet.ToString(), StringComparison.Ordinal);
        Assert.Contains("look twice: another birth date.", quiet.ToString(), StringComparison.Ordinal);
        Assert.Contains("0 new, 1 changed, 1 unchanged, 0 lines that cannot be used; 1 to look at twice. Nothing was imported.", quiet.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("1991", quiet.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_card_takes_the_place_of_the_one_before_which_stays_in_the_history_with_who_and_why()
    {
        await clinic.Import(ImportPatientsTests.File(Elena, Omar));
        await clinic.Sql("UPDATE intake.patient_coverages SET plan = 'Gold', valid_to = '2026-01-31', holder_first = 'Paolo', holder_last = 'Rossi'");

        var file = await Upload(Elena.Replace("Summit,SCX1,G1", "Meridian,M9,", StringComparison.Ordinal));
        await clinic.RunJobs();
        Assert.Equal("first, Summit, Gold, SCX1, G1, until 01/31/2026, Paolo Rossi", Assert.Single((await View(file)).Lines).Doubts.Single().Coverage);
        Assert.Equal(1, await Taken(file, Doubt.CoverageReplaced));
        await clinic.RunJobs();

        Assert.Equal(["Meridian M9 plan:  until: "], await clinic.Sql("SELECT payer || ' ' || member_id || ' plan: ' || plan || ' until: ' || coalesce(valid_to::text, '') FROM intake.patient_coverages"));
        Assert.Equal(
            [$"first, Summit, Gold, SCX1, G1, until 01/31/2026, Paolo Rossi -> first, Meridian, M9 ({TakePatientFile.Why})"],
            await clinic.Sql($"SELECT old || ' -> ' || new || ' (' || why || ')' FROM intake.patient_changes WHERE field = 'coverage' AND by = '{Ana}'"));
        Assert.Equal(["Meridian"], await clinic.Sql("SELECT p.name FROM intake.payers p JOIN intake.patient_coverages c ON c.payer_id = p.id"));

        // Without a coverage in the file there is none, and no holder of one.
        file = await Upload(Elena.Replace("Summit,SCX1,G1", ",,", StringComparison.Ordinal));
        await clinic.RunJobs();
        Assert.Equal(1, await Taken(file, Doubt.CoverageEnds));
        await clinic.RunJobs();
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM intake.patient_coverages"));
        Assert.Contains("first, Meridian, M9 -> ", (await clinic.Sql("SELECT old || ' -> ' || new FROM intake.patient_changes WHERE field = 'coverage'")).Cast<string>());
    }

    [Fact]
    public async Task A_closed_record_is_counted_for_who_does_not_see_it_and_taken_by_who_does()
    {
        await clinic.Import(ImportPatientsTests.File(Elena, Omar));
        await clinic.Sql("UPDATE intake.patients SET access_class = 'restricted' WHERE mrn = 'AC1'");
        var file = await Upload(Changed("0149", "0199"), Omar + "Spanish");
        await clinic.RunJobs();

        var view = await As([], (LoadPatientFile load) => load.Run(file, null, 1, CancellationToken.None));
        Assert.Equal((1, "AC2"), (view!.Closed, Assert.Single(view.Lines).Now.Row.Mrn));
        var closed = await clinic.In((IntakeDb db) => db.PatientFileLines.Where(line => line.Line == 2).Select(line => line.Id).SingleAsync());
        Assert.IsType<TakingAsked.Nothing>(await As([], (AskToTake take) => take.Run(file, 0, null, [closed], CancellationToken.None)));
        Assert.Equal(1, Assert.IsType<TakingAsked.Asked>(await As([], (AskToTake take) => take.Run(file, 0, FileLists.Changed, [], CancellationToken.None))).Lines);
        await clinic.RunJobs();
        Assert.Equal(["(419) 555-0149"], await clinic.Sql("SELECT written FROM intake.patient_phones"));

        Assert.IsType<TakingAsked.Asked>(await As(["restricted"], (AskToTake take) => take.Run(file, 0, null, [closed], CancellationToken.None)));
        await clinic.RunJobs();
        Assert.Equal(["(419) 555-0199"], await clinic.Sql("SELECT written FROM intake.patient_phones"));
        Assert.Equal(3L, (await clinic.Sql($"SELECT count(*) FROM audit.entries WHERE action IN ('patient-file.viewed', 'patient-file.taken') AND user_id = '{Ana}' AND subject_id = '{file}'"))[0]);
        Assert.Equal(0L, (await clinic.Sql($"SELECT count(*) FROM audit.entries a JOIN intake.patients p ON p.id = ANY (a.result_ids) WHERE action = 'patient-file.viewed' AND p.mrn = 'AC1'"))[0]);
    }

    [Theory]
    [InlineData("PK\u0003\u0004", "Excel workbook")]
    [InlineData("mrn;last;first\nA;B;C", "lacks the columns")]
    [InlineData("mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language\n", "no patient")]
    [InlineData("mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language\n,Rossi,Elena,,1990-06-20,F,,,,,,,,,,,\n", "Line 2: it has no MRN")]
    public async Task A_file_that_cannot_be_used_is_refused_with_what_to_do_and_nothing_is_kept(string text, string says)
    {
        var refused = Assert.IsType<PatientFileKept.NotUsable>(await Keep(Guid.CreateVersion7(), Encoding.UTF8.GetBytes(text)));
        Assert.Contains(says, refused.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("Rossi", refused.Why, StringComparison.Ordinal);
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM intake.patient_files"));
    }

    [Fact]
    public async Task A_form_sent_twice_keeps_one_file_whose_bytes_are_verified_and_whose_row_cannot_be_changed()
    {
        var id = Guid.CreateVersion7();
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => Keep(id, Bytes(Elena)))));
        Assert.All(both, kept => Assert.IsType<PatientFileKept.Kept>(kept));
        Assert.Single(await clinic.RunJobs(), job => job == "intake.compare-patient-file");
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM intake.patient_file_lines"));
        Assert.Contains("not in UTF-8", Assert.IsType<PatientFileKept.NotUsable>(await Keep(Guid.CreateVersion7(), [.. Bytes(Elena), 0xE9, 0xFF])).Why, StringComparison.Ordinal);

        Assert.Empty(await Missing());
        await Assert.ThrowsAnyAsync<Exception>(() => clinic.In((IntakeDb db) => db.PatientFiles.ExecuteUpdateAsync(set => set.SetProperty(file => file.FileName, "x"))));
        Directory.Delete(Path.Combine(clinic.Folder, "blobs"), recursive: true);
        Assert.Single(await Missing());
    }

    private static string Changed(string from, string to) => Elena.Replace(from, to, StringComparison.Ordinal);

    private static byte[] Bytes(params string[] lines) => Encoding.UTF8.GetBytes(ImportPatientsTests.File(lines));

    private Task<IReadOnlyList<string>> Missing() => clinic.In((IntakeDb db) => new VerifyPatientFiles(db, clinic.Services.GetRequiredService<IBlobStore>()).Problems(CancellationToken.None));

    private async Task<Guid> Id(string mrn) => (await clinic.In((IPatients patients) => patients.FindByMrn([mrn])))[0].Id;

    private async Task<Guid> Upload(params string[] lines)
    {
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        return Assert.IsType<PatientFileKept.Kept>(await Keep(Guid.CreateVersion7(), Bytes(lines))).Id;
    }

    private Task<PatientFileKept> Keep(Guid id, byte[] bytes) => As(["restricted"], (KeepPatientFile keep) => keep.Run(id, "register.csv", bytes, CancellationToken.None));

    private async Task<PatientFileView> View(Guid file, string? list = null, int page = 1) =>
        Assert.IsType<PatientFileView>(await clinic.In((LoadPatientFile load) => load.Run(file, list, page, CancellationToken.None)));

    private Task<TakingAsked> Take(Guid file, int revision, string? list, params Guid[] lines) =>
        As(["restricted"], (AskToTake take) => take.Run(file, revision, list, lines, CancellationToken.None));

    /// <returns>How many lines were asked for.</returns>
    private async Task<int> Taken(Guid file, string list, bool run = false)
    {
        if (run)
        {
            await clinic.RunJobs();
        }

        return Assert.IsType<TakingAsked.Asked>(await Take(file, (await View(file)).State.Revision, list)).Lines;
    }

    private Task AddSecond(Guid patient, string payer, string member) => clinic.In(async (IntakeDb db) =>
    {
        var version = await db.Patients.Where(p => p.Id == patient).Select(p => p.Version).SingleAsync();
        Assert.IsType<CoverageChange.Done>(await clinic.In((ChangeCoverages change) => change.Run(
            patient, version, Guid.CreateVersion7(), new CoverageSaid(payer, "", member, "", 2, null, null, "", "", "", null), null, CancellationToken.None)));
    });

    /// <summary>Every row of the register, in a line.</summary>
    private async Task<string> Register()
    {
        string[] tables = ["patients", "patient_names", "patient_phones", "patient_addresses", "patient_coverages", "patient_changes", "patient_imports", "payers", "last_names"];
        var rows = new List<string>();
        foreach (var table in tables)
        {
            rows.AddRange((await clinic.Sql($"SELECT t::text || t.xmin::text FROM intake.{table} t ORDER BY 1")).Cast<string>());
        }

        return string.Join('\n', rows);
    }

    /// <summary>As Ana, who is cleared for these classes.</summary>
    private async Task<TResult> As<T, TResult>(string[] classes, Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        actor.ActAsUser(Ana, []);
        actor.See(classes, []);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
