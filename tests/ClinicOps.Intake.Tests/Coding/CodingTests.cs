using System.Text;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Areas.Intake.Pages;
using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Tests.CheckIn;
using ClinicOps.Intake.Tests.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UglyToad.PdfPig;
using Xunit;

namespace ClinicOps.Intake.Tests.Coding;

/// <summary>From a finished visit to what billing gets.</summary>
public sealed class CodingTests(TestCluster cluster) : IAsyncLifetime
{
    private const string Npi = "1234567893";

    private static readonly Guid Signer = Guid.Parse("0190e000-0000-7000-8000-000000000001");

    private static readonly CodingContent Knee = new(
        ["M25561", "I10"], [new ServiceLine("99213", ["25"], "AB", 1, 12_050), new ServiceLine("J1885", [], "A", 2, 1_600)], "11", "Nadia Quill, MD", Npi, "Dr. Brandvold", "1245319599", "PA-20");

    private readonly StandingVisits schedule = new();
    private TestClinic clinic = null!;
    private Guid patient;
    private Guid visit;

    public async ValueTask InitializeAsync()
    {
        clinic = await cluster.OpenClinic([new IntakeModule()], services => services.AddSingleton<IVisits>(schedule).AddSingleton<IDocumentClasses, StandingOrders>());
        patient = await clinic.Register(IntakeClinic.Person("Jana", "Novak", "1980-01-02") with { Payer = "Lake Mutual", MemberId = "M100", Sex = "F" });
        visit = schedule.Add(patient, clinic.Clock.GetUtcNow().AddHours(-2), VisitStates.Done).Id;
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Only_what_a_provider_signed_leaves_once_and_a_correction_is_the_next_number_beside_the_first()
    {
        var first = Guid.CreateVersion7();
        Assert.IsType<HandedOff.Unknown>(await HandOff(first, 0));
        Assert.IsType<CodingWork.Done>(await Save(Knee with { AuthorizationNumber = "" }));
        Assert.IsType<HandedOff.NotSigned>(await HandOff(first));
        Assert.IsType<CodingWork.Done>(await Save(Knee));
        Assert.IsType<CodingWork.Done>(await Work((work, version) => work.Sign(visit, version, CancellationToken.None)));

        // Signed: not edited, the signature taken back, and given again.
        Assert.Equal(CodingStates.Signed, Assert.IsType<CodingWork.NotNow>(await Save(Knee)).State);
        Assert.IsType<CodingWork.Done>(await Work((work, version) => work.TakeBack(visit, version, CancellationToken.None)));
        Assert.IsType<HandedOff.NotSigned>(await HandOff(first));
        Assert.IsType<CodingWork.Done>(await Work((work, version) => work.Sign(visit, version, CancellationToken.None)));

        // A double click.
        var shown = await Version();
        Assert.Equal(1, Assert.IsType<HandedOff.Done>(await HandOff(first, shown)).Number);
        Assert.Equal(1, Assert.IsType<HandedOff.Done>(await HandOff(first, shown)).Number);
        Assert.Equal(CodingStates.HandedOff, Assert.IsType<CodingWork.NotNow>(await Work((work, version) => work.TakeBack(visit, version, CancellationToken.None))).State);

        // A correction says why, is signed anew, and leaves as another.
        Assert.IsType<CodingWork.SayWhy>(await Work((work, version) => work.Reopen(visit, version, " ", CancellationToken.None)));
        Assert.IsType<CodingWork.Done>(await Work((work, version) => work.Reopen(visit, version, "Left, not right", CancellationToken.None)));
        Assert.IsType<HandedOff.NotSigned>(await HandOff(Guid.CreateVersion7()));
        Assert.IsType<CodingWork.Done>(await Save(Knee with { Diagnoses = ["M25562", "I10"] }));
        Assert.IsType<CodingWork.Done>(await Work((work, version) => work.Sign(visit, version, CancellationToken.None)));
        Assert.Equal(2, Assert.IsType<HandedOff.Done>(await HandOff(Guid.CreateVersion7())).Number);

        var kept = await clinic.In((IntakeDb db) => db.CodingHandOffs.AsNoTracking().OrderBy(h => h.Number).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Contains("M25.561", await Text(kept[0].PdfHash), StringComparison.Ordinal);
        Assert.DoesNotContain("M25.562", await Text(kept[0].PdfHash), StringComparison.Ordinal);
        Assert.Contains("correction1", await Text(kept[1].PdfHash), StringComparison.Ordinal);
        Assert.Equal(
            ["saved", "saved", "signed", "signature-taken-back", "signed", "handed-off", "reopened", "saved", "signed", "handed-off"],
            await clinic.Sql("SELECT what FROM intake.coding_events ORDER BY at, id"));
        Assert.Equal([Signer], await clinic.Sql("SELECT DISTINCT signed_by FROM intake.coding_hand_offs"));
        await RefusedByTheDatabase("UPDATE intake.coding_hand_offs SET total_cents = 0");
        await RefusedByTheDatabase("DELETE FROM intake.coding_events");
        Assert.Empty(await clinic.In(async (IntakeDb db) => await new VerifyHandOffs(db, clinic.Services.GetRequiredService<IBlobStore>()).Problems(CancellationToken.None)));
    }

    [Fact]
    public async Task The_sheet_and_the_file_have_every_item_and_the_cents()
    {
        await Save(Knee);
        await Work((work, version) => work.Sign(visit, version, CancellationToken.None));
        await HandOff(Guid.CreateVersion7());
        var made = await clinic.In((IntakeDb db) => db.CodingHandOffs.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken));

        var text = await Text(made.PdfHash);
        foreach (var value in new[] { "Novak, Jana", "01/02/1980 F", "M100", "A M25.561  B I10", "PA-20", "Dr. Brandvold", "1245319599", "99213 25", "120.50", "136.50", "J1885", Npi })
        {
            Assert.Contains(value.Replace(" ", "", StringComparison.Ordinal), text, StringComparison.Ordinal);
        }

        var lines = Encoding.UTF8.GetString(await clinic.Services.GetRequiredService<IBlobStore>().Get(made.CsvHash, TestContext.Current.CancellationToken)).TrimEnd().Split("\r\n");
        Assert.Equal(3, lines.Length);
        Assert.EndsWith("\"2026-03-02\",\"11\",\"J1885\",\"\",\"A\",\"16.00\",\"2\",\"1234567893\"", lines[2], StringComparison.Ordinal);
        Assert.Contains("\"23\"", lines[0], StringComparison.Ordinal);
        Assert.Equal(13_650, made.TotalCents);
    }

    [Fact]
    public async Task Of_a_case_and_of_who_pays_themselves_nothing_of_the_health_plan_stands_on_the_sheet()
    {
        await clinic.Sql("UPDATE intake.patient_coverages SET \"group\" = 'G-77', plan = 'Silver'");
        var plan = await Items();
        Assert.Equal(("M100", "Novak, Jana", "G-77", "01/02/1980"), (plan["1a"], plan["4"], plan["11"], plan["11a"]));
        Assert.Contains("Silver", plan["11c"], StringComparison.Ordinal);

        await Case(CaseKinds.WorkersCompensation, "State Fund");
        var employment = await Items();
        Assert.Equal(("yes", "C-1", "State Fund"), (employment["10a"], employment["11"], employment["11c"]));
        await Case(CaseKinds.Auto, "");
        Assert.Equal(["Missing: who pays for the case (11c). Say it on the visit's coverage page."], ClaimSheet.Missing(await Paying()));
        var accident = await Items();
        await Case(CaseKinds.SelfPay, "");
        var own = await Items();
        Assert.Equal(("", ""), (accident["11c"], own["11"]));
        foreach (var items in new[] { employment, accident, own })
        {
            Assert.Equal(("", "", "", "", ""), (items["1a"], items["4"], items["6"], items["9"], items["11a"]));
            Assert.DoesNotContain(items.Values, value => value.Contains("Lake Mutual", StringComparison.Ordinal) || value.Contains("M100", StringComparison.Ordinal) || value.Contains("Silver", StringComparison.Ordinal));
        }

        // Of a subscriber whose birth date nobody wrote down the patient's stands in no item.
        await clinic.Sql("DELETE FROM intake.visit_payer_cases; UPDATE intake.patient_coverages SET relationship = 'child', holder_first = 'Petr', holder_last = 'Novak'");
        Assert.Equal(("Novak, Petr", ""), ((await Items())["4"], (await Items())["11a"]));
        Assert.Equal(["Missing: the insured's birth date (11a). Write it into the coverage."], ClaimSheet.Missing(await Paying()));
    }

    [Fact]
    public async Task After_a_merge_the_insured_of_either_record_stands_on_the_sheet_no_card_twice_and_where_there_is_none_that_is_said()
    {
        // The card is of the record that went along; the survivor has the address, and no card.
        var survivor = await clinic.Register(IntakeClinic.Person("Jana", "Novak", "1980-01-02") with { AddressLine = "7 Elm Street", City = "Toledo", State = "OH", Zip = "43604" });
        await clinic.Merge(patient, survivor);
        schedule.Put(schedule[visit] with { PatientId = survivor, BookedForId = patient });
        await Save(Knee);
        await Work((work, version) => work.Sign(visit, version, CancellationToken.None));
        await HandOff(Guid.CreateVersion7());
        var made = await clinic.In((IntakeDb db) => db.CodingHandOffs.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken));
        var text = await Text(made.PdfHash);
        Assert.All((string[])["M100", "LakeMutual", "7ElmStreet"], value => Assert.Contains(value, text, StringComparison.Ordinal));

        // The same card in another record is no other insurance; what pays next is.
        await clinic.Merge(await clinic.Register(IntakeClinic.Person("Jana", "Novak", "1980-01-02") with { Payer = "Lake Mutual", MemberId = "M-100" }), survivor);
        Assert.Equal(("M100", ""), ((await Items())["1a"], (await Items())["9"]));
        await clinic.Edit(survivor, new PatientDetails { Payer = "Aetna", MemberId = "A1" });
        Assert.Equal(("A1", "Lake Mutual, M100"), ((await Items())["1a"], (await Items())["9"]));

        await clinic.Sql("DELETE FROM intake.patient_coverages");
        Assert.Equal(("", ""), ((await Items())["1a"], (await Items())["4"]));
        Assert.Equal(["Missing: the insured (1a, 4, 6, 11). No coverage is registered: ask the patient for the card."], ClaimSheet.Missing(await Paying()));
    }

    private async Task<PayingCoverage> Paying() => (await clinic.In((VisitCoverages coverages) => coverages.OfAll([schedule[visit]], CancellationToken.None)))[visit];

    private async Task<IReadOnlyDictionary<string, string>> Items()
    {
        var claim = new Claim(schedule[visit], new DateOnly(2026, 3, 2), TestOrganization.Harbor, await clinic.In((IOrganization all) => all.Profile(CancellationToken.None)), await Paying(), Knee, "Dr. Quill", new DateOnly(2026, 3, 2), 1, 0, new CodingOptions());
        return ClaimSheet.Items(claim).ToDictionary(item => item.Item, item => item.Value);
    }

    private Task Case(string kind, string carrier) => clinic.Sql(
        $"DELETE FROM intake.visit_payer_cases; INSERT INTO intake.visit_payer_cases (visit_id, patient_id, kind, carrier, claim_number, adjuster, owes_nothing, service_type, changed_at) VALUES ('{visit}', '{patient}', '{kind}', '{carrier}', '{(kind == CaseKinds.SelfPay ? "" : "C-1")}', '', '', '', now())");

    [Fact]
    public async Task More_than_six_services_make_a_second_sheet_and_the_total_stands_on_the_last()
    {
        await Save(Knee with { Lines = [.. Enumerable.Range(1, 8).Select(number => new ServiceLine($"9921{number}", [], "A", 1, 1_000 * number))] });
        await Work((work, version) => work.Sign(visit, version, CancellationToken.None));
        Assert.IsType<HandedOff.Done>(await HandOff(Guid.CreateVersion7()));
        var made = await clinic.In((IntakeDb db) => db.CodingHandOffs.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken));

        using var pdf = PdfDocument.Open(await clinic.Services.GetRequiredService<IBlobStore>().Get(made.PdfHash, TestContext.Current.CancellationToken));
        var pages = pdf.GetPages().Select(page => string.Concat(page.Letters.Select(letter => letter.Value)).Replace(" ", "", StringComparison.Ordinal)).ToList();
        var (first, second) = (string.Concat(pages.TakeWhile(page => !page.Contains("Sheet2of2", StringComparison.Ordinal))), string.Concat(pages.SkipWhile(page => !page.Contains("Sheet2of2", StringComparison.Ordinal))));

        Assert.Contains("99216", first, StringComparison.Ordinal);
        Assert.DoesNotContain("99217", first, StringComparison.Ordinal);
        Assert.DoesNotContain("360.00", first, StringComparison.Ordinal);
        Assert.Contains("99218", second, StringComparison.Ordinal);
        Assert.DoesNotContain("99216", second, StringComparison.Ordinal);
        Assert.Contains("360.00", second, StringComparison.Ordinal);
        Assert.All((string[])[first, second], sheet => Assert.Contains("M25.561", sheet, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_missing_keeps_it_from_being_signed_and_who_is_overtaken_is_told()
    {
        Assert.IsType<CodingWork.Done>(await Save(CodingContent.Empty with { Lines = [new ServiceLine("99213", [], "", 1, 0)], ReferringName = "Dr. Brandvold" }));
        var shown = await Version();
        Assert.Equal(
            ["There is no diagnosis.", "99213 points to no diagnosis.", "99213 has no charge.", "The rendering provider's NPI is missing.", "The referring provider's NPI is missing."],
            Assert.IsType<CodingWork.NotComplete>(await Work((work, version) => work.Sign(visit, version, CancellationToken.None))).Why);
        await Save(Knee);
        Assert.Equal(Signer, Assert.IsType<CodingWork.ChangedMeanwhile>(await Work((work, _) => work.Sign(visit, shown, CancellationToken.None))).By);

        var booked = schedule.Add(patient, clinic.Clock.GetUtcNow().AddHours(2)).Id;
        Assert.IsType<CodingWork.Unknown>(await Work((work, _) => work.Save(booked, 0, Knee, CancellationToken.None)));
        Assert.IsType<CodingWork.Unknown>(await Work((work, version) => work.Save(visit, version, Knee, CancellationToken.None), locations: [TestOrganization.Mesa.Id]));
        await clinic.Sql("UPDATE intake.patients SET access_class = 'restricted'");
        Assert.IsType<CodingWork.Unknown>(await Work((work, version) => work.Save(visit, version, Knee, CancellationToken.None)));
    }

    [Fact]
    public void A_charge_that_is_not_typed_is_the_clinics_usual_one_for_all_units()
    {
        var known = new Dictionary<(string System, string Code), MedicalCode> { [(CodeSystems.Procedure, "G0463")] = new() { System = CodeSystems.Procedure, Code = "G0463", Description = "Office visit", ChargeCents = 12_500, ImportedAt = default } };
        var content = CodingContent.Empty with { Lines = [new("G0463", [], "A", 2, 0), new("G0463", [], "A", 2, 100), new("G0444", [], "A", 1, 0)] };

        Assert.Equal([25_000, 100, 0], content.WithUsualCharges(known).Lines.Select(line => line.Cents));
    }

    [Fact]
    public async Task Codes_are_imported_as_often_as_wanted_and_a_wrong_line_costs_itself()
    {
        var path = Path.Combine(clinic.Folder, "codes.csv");
        await File.WriteAllTextAsync(path, "description,code,system,charge\nPain in right knee,M25.561,icd10,\n\"Office, visit\",99213,procedure,120.50\nNothing,12,icd10,\nOffice,11,place,\nTwice,M25561,icd10,\nOdd,X,colour,\nDear,J1885,procedure,much\n", TestContext.Current.CancellationToken);

        Assert.Equal(1, await Import(path));
        Assert.Equal(1, await Import(path));

        Assert.Equal(["icd10 M25561 Pain in right knee", "place 11 Office", "procedure 99213 Office, visit"], await clinic.Sql("SELECT system || ' ' || code || ' ' || description FROM intake.medical_codes ORDER BY 1"));
        var file = CodesFile.Read(new StringReader(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)));
        Assert.Equal([4, 6, 7, 8], file.BadRows.Select(row => row.Line));
        Assert.Equal((0, 0), await clinic.In((ImportCodes import) => import.Run(file, CancellationToken.None)));
        Assert.Equal("The first line lacks the columns system, code.", Assert.Throws<CodesFileProblem>(() => CodesFile.Read(new StringReader("description\nx\n"))).Message);
    }

    [Fact]
    public void What_is_typed_is_tidied_and_letters_move_up_with_their_diagnoses()
    {
        var form = new CodingForm
        {
            Diagnoses = ["m25.561", null, " i10 "],
            Lines = [new LineForm { Code = "99213", Modifiers = "25,rt", Pointers = "c a", Charge = "$120.50" }, new LineForm(), new LineForm { Code = "g0463", Pointers = "A", Units = "2", Charge = "10" }],
            Place = "11",
            RenderingNpi = "123-456-7893",
        };

        var content = form.Content()!;

        Assert.Equal(["M25561", "I10"], content.Diagnoses);
        Assert.Equal(("99213", "25 RT", "BA", 1, 12_050), Said(content.Lines[0]));
        Assert.Equal(("G0463", "", "A", 2, 1_000), Said(content.Lines[1]));
        Assert.Equal(Npi, content.RenderingNpi);

        static (string, string, string, int, int) Said(ServiceLine line) => (line.Code, string.Join(' ', line.Modifiers), line.Pointers, line.Units, line.Cents);
    }

    [Theory]
    [InlineData("1234567893", true)]
    [InlineData("1234567890", false)]
    [InlineData("123456789", false)]
    [InlineData("3234567893", false)]
    public void An_npi_has_its_check_digit(string npi, bool isOne) => Assert.Equal(isOne, TypedCodes.Npi(npi) is not null);

    [Fact]
    public void What_is_not_understood_is_said_for_each()
    {
        var form = new CodingForm
        {
            Diagnoses = ["knee", "I10", "I10"],
            Lines = [new LineForm { Code = "9921", Modifiers = "abc", Pointers = "Z", Units = "0", Charge = "much" }],
            Place = "office",
            ReferringNpi = "1",
        };

        Assert.Null(form.Content());
        Assert.Equal(9, form.Problems.Count);
    }

    private Task<int> Import(string path) => clinic.In((IServiceProvider services) => ImportCodesVerb.Run(services, [path], CancellationToken.None));

    private Task<CodingWork> Save(CodingContent content) => Work((work, version) => work.Save(visit, version, content, CancellationToken.None));

    private async Task<CodingWork> Work(Func<WorkOnCoding, uint, Task<CodingWork>> act, Guid[]? locations = null)
    {
        var version = await Version();
        return await AsSigner((WorkOnCoding work) => act(work, version), locations);
    }

    private async Task<HandedOff> HandOff(Guid id, uint? version = null)
    {
        var shown = version ?? await Version();
        return await AsSigner((HandOffCoding handOff) => handOff.Run(id, visit, shown, CancellationToken.None));
    }

    private Task<uint> Version() => clinic.In((IntakeDb db) => db.VisitCodings.AsNoTracking().Where(c => c.VisitId == visit).Select(c => c.Version).SingleOrDefaultAsync());

    private async Task<TResult> AsSigner<T, TResult>(Func<T, Task<TResult>> act, Guid[]? locations = null)
        where T : notnull
    {
        clinic.Clock.Advance(TimeSpan.FromSeconds(1));
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Signer, locations ?? []);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }

    /// <summary>Without spaces.</summary>
    private async Task<string> Text(string hash)
    {
        using var pdf = PdfDocument.Open(await clinic.Services.GetRequiredService<IBlobStore>().Get(hash, TestContext.Current.CancellationToken));
        return string.Concat(pdf.GetPages().Select(page => string.Concat(page.Letters.Select(letter => letter.Value)))).Replace(" ", "", StringComparison.Ordinal);
    }

    private async Task RefusedByTheDatabase(string sql)
    {
        await using var connection = new NpgsqlConnection(clinic.ConnectionStringOf(DatabaseAccess.RoleOf("intake")));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken))).SqlState);
    }
}
