using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Importing;
using ClinicOps.Intake.Patients;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static ClinicOps.Intake.Tests.IntakeClinic;

namespace ClinicOps.Intake.Tests.Importing;

/// <summary>Up to three coverages, and the primary care provider, as a file of the EHR brings them.</summary>
public sealed class EhrCoverageTests(TestCluster cluster) : IAsyncLifetime
{
    private const string Header =
        "mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language,coverage_id,plan,valid_from,valid_to,relationship,holder_first,holder_last,holder_dob,"
        + "payer2,member_id2,group2,coverage_id2,plan2,valid_from2,valid_to2,relationship2,holder_first2,holder_last2,holder_dob2,payer3,member_id3,group3";

    private const string Elena = "AC1,Rossi,Elena,,1990-06-20,F,,,,,,,";

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_file_brings_up_to_three_coverages_whole_and_the_same_file_again_changes_nothing()
    {
        const string Line = Elena + "Summit,S1,G1,,,E-1,Gold,2026-01-01,2026-12-31,child,Paolo,Rossi,1960-02-03,Meridian,M1,,E-2,,1/1/2025,,18,,,,Lakeland,L1,";

        Assert.Single((await Import(Line)).Registered);
        Assert.Equal(
            ["1 Summit Gold S1 G1 2026-01-01 2026-12-31 child Paolo Rossi 1960-02-03 E-1", "2 Meridian  M1  2025-01-01 - self   - E-2", "3 Lakeland  L1  - -    - "], await Coverages());
        Assert.Equal(3L, (await clinic.Sql("SELECT count(*) FROM intake.patient_coverages c JOIN intake.payers p ON p.id = c.payer_id AND p.name = c.payer"))[0]);

        var (history, rows) = (await clinic.Sql("SELECT count(*) FROM intake.patient_changes"), await clinic.Sql("SELECT c::text || xmin::text FROM intake.patient_coverages c ORDER BY 1"));
        var again = await Import(Line);
        Assert.Equal((0, 1), (again.Changed.Count, again.Unchanged));
        Assert.Equal(history, await clinic.Sql("SELECT count(*) FROM intake.patient_changes"));
        Assert.Equal(rows, await clinic.Sql("SELECT c::text || xmin::text FROM intake.patient_coverages c ORDER BY 1"));

        // Field by field, those of what pays later with their place; the third is not in the file any more.
        var changed = Assert.Single((await Import(Line.Replace("2026-12-31", "", StringComparison.Ordinal).Replace("M1,,E-2", "M1,G9,E-2", StringComparison.Ordinal).Replace("Lakeland,L1,", ",,", StringComparison.Ordinal))).Changed);
        Assert.Equal(["valid until", "second coverage's group", "third coverage's payer", "third coverage's member id"], changed.Changes.Select(change => change.Field));
        Assert.Equal(["third, Lakeland, L1 -> "], await clinic.Sql("SELECT old || ' -> ' || new FROM intake.patient_changes WHERE field = 'coverage'"));
        Assert.Equal(["1 Summit", "2 Meridian"], (await Coverages()).Select(line => string.Join(' ', line.Split(' ').Take(2))));
    }

    [Fact]
    public async Task A_coverage_is_known_by_its_id_in_the_EHR_then_by_its_card_then_by_its_place()
    {
        await Import(Elena + "Summit,S1,,,,E-1,,,,,,,,Meridian,M1,,E-2,,,,,,,,,,");
        var ids = await Ids();

        // Another card under the same id, and the order is another: each keeps its row.
        var swapped = Elena + "Meridian,M1,,,,E-2,,,,,,,,Summit Blue,S77,,E-1,,,,,,,,,,";
        Assert.Equal(["coverage-is-later", "coverage-replaced"], (await Compare(swapped)).Doubts.Select(doubt => doubt.Code).Order());
        await Import(swapped);
        Assert.Equal(["1 Meridian M1", "2 Summit Blue S77"], await Cards());
        Assert.Equal([ids[1], ids[0]], await Ids());

        // A file that does not know ids goes by payer and member id; what it does not say of a coverage stays.
        var plain = (await Import(ImportPatientsTests.File(Elena + "Summit Blue,S77,,,"), header: null)).Changed.Single();
        Assert.Equal(["second coverage's place", "place"], plain.Changes.Select(change => change.Field).OrderByDescending(field => field.Length));
        Assert.Equal(["1 Summit Blue S77", "2 Meridian M1"], await Cards());
        Assert.Equal([ids[0], ids[1]], await Ids());

        // Of the first alone such a file speaks: another card in its place is written over it, and the second stays.
        Assert.Equal([Doubt.CoverageReplaced], (await Compare(ImportPatientsTests.File(Elena + "Lakeland,L1,,,"), header: null)).Doubts.Select(doubt => doubt.Code));
        await Import(ImportPatientsTests.File(Elena + "Lakeland,L1,,,"), header: null);
        Assert.Equal(["1 Lakeland L1", "2 Meridian M1"], await Cards());
        Assert.Equal(["first, Summit Blue, S77 -> first, Lakeland, L1"], await clinic.Sql("SELECT old || ' -> ' || new FROM intake.patient_changes WHERE field = 'coverage' AND old LIKE '%Blue%'"));
    }

    [Fact]
    public async Task Another_card_has_no_subscriber_of_the_one_before_and_the_same_card_keeps_its_own()
    {
        await Import(Elena + "Summit,S1,,,,,,,,child,Paolo,Rossi,1960-02-03,,,,,,,,,,,,,,");
        var patient = (await clinic.In((IPatients patients) => patients.FindByMrn(["AC1"])))[0].Id;
        const string Own = "1 Summit  S1  - - child Paolo Rossi 1960-02-03 ";
        Assert.Equal([Own], await Coverages());

        // A file that says nothing of subscribers: of the same card they stay, of another they do not.
        Assert.Equal(1, (await Import(ImportPatientsTests.File(Elena + "Summit,S1,,,"), header: null)).Unchanged);

        // Of the same card with another holder, what the patient was to the former one, and when that was born, is not said of the new one; of the same holder it stays.
        const string WithoutBirth = "mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language,holder_first,holder_last";
        await Import(Elena + "Summit,S1,,,,PAOLO,Rossi", WithoutBirth);
        Assert.Equal(["1 Summit  S1  - - child PAOLO Rossi 1960-02-03 "], await Coverages());
        await Import(Elena + "Summit,S1,,,,Bianca,Rossi", WithoutBirth);
        Assert.Equal(["1 Summit  S1  - -  Bianca Rossi - "], await Coverages());
        await Import(Elena + "Summit,S1,,,,,,,,child,Paolo,Rossi,1960-02-03,,,,,,,,,,,,,,");

        var changed = Assert.Single((await Import(ImportPatientsTests.File(Elena + "Lakeland,L1,,,"), header: null)).Changed);
        Assert.Equal(["payer", "member id", "relationship", "holder's first name", "holder's last name", "holder's birth date"], changed.Changes.Select(change => change.Field));
        Assert.Equal(["1 Lakeland  L1  - -    - "], await Coverages());

        // So it is with a form, which says whose the new card is.
        await clinic.Sql("UPDATE intake.patient_coverages SET relationship = 'spouse', holder_first = 'Paolo', holder_last = 'Rossi', holder_born = '1960-02-03'");
        await clinic.Edit(patient, new() { Payer = "Meridian", MemberId = "M1", HolderFirst = "Ana", HolderLast = "Rossi" });
        Assert.Equal(["1 Meridian  M1  - -  Ana Rossi - "], await Coverages());
        await clinic.Edit(patient, new() { Payer = "Summit", MemberId = "S1" });
        Assert.Equal(["1 Summit  S1  - -    - "], await Coverages());
    }

    [Fact]
    public async Task What_a_person_entered_is_never_taken_out_by_a_file_and_waits_for_a_second_look_where_the_file_says_otherwise()
    {
        const string Line = Elena + "Summit,S1,,,,,,,,,,,,,,,,,,,,,,,,,";
        await Import(Line);
        var patient = (await clinic.In((IPatients patients) => patients.FindByMrn(["AC1"])))[0].Id;
        await Enter(patient, Guid.CreateVersion7(), new CoverageSaid("Meridian", "", "M1", "", 2, null, new DateOnly(2026, 6, 30), "", "", "", null));

        Assert.True((await Compare(Line)).IsSame);
        Assert.Equal(1, (await Import(Line)).Unchanged);
        Assert.Equal(["1 Summit S1", "2 Meridian M1"], await Cards());

        // The file brings it, and says of it another last day than somebody found out.
        const string Brings = Elena + "Summit,S1,,,,,,,,,,,,Meridian,M1,,E-2,,,2026-12-31,,,,,,,";
        var difference = await Compare(Brings);
        Assert.Equal((Doubt.CoverageByHand, "second, Meridian, M1, until 06/30/2026"), (Assert.Single(difference.Doubts).Code, difference.Doubts[0].Coverage));
        Assert.Equal(["second coverage's valid until: 06/30/2026 -> 12/31/2026", "second coverage's id in the EHR:  -> E-2"], difference.Changes.Select(change => $"{change.Field}: {change.Old} -> {change.New}"));

        // Once it is taken it is the file's: the next file may change it, and take it out.
        await Import(Brings);
        Assert.Empty((await Compare(Brings.Replace("2026-12-31", "2027-12-31", StringComparison.Ordinal))).Doubts);
        Assert.Equal([Doubt.CoverageEnds], (await Compare(Line)).Doubts.Select(doubt => doubt.Code));

        // Changed by hand, at the desk or on the patient's form, it is the person's again.
        await clinic.Edit(patient, new() { MemberId = "S9" });
        Assert.Equal([Doubt.CoverageByHand, Doubt.CoverageReplaced], (await Compare(Brings)).Doubts.Select(doubt => doubt.Code).Order());
    }

    [Fact]
    public async Task A_line_whose_coverages_cannot_be_used_is_refused_with_the_reason_and_a_file_without_their_columns_whole()
    {
        var imported = await Import(
            Elena + "Summit,S1,,,,,,someday,,,,,,,,,,,,,,,,,,,",
            Elena.Replace("AC1", "AC2", StringComparison.Ordinal) + "Summit,S1,,,,,,2026-02-01,2026-01-01,,,,,,,,,,,,,,,,,,",
            Elena.Replace("AC1", "AC3", StringComparison.Ordinal) + "Summit,S1,,,,,,,,,,,,summit,s-1,,,,,,,,,,,,");
        Assert.Equal(
            ["2 its first coverage has a date that cannot be read; write it as 2026-03-09.", "3 its first coverage ends before it begins.", "4 it names one coverage twice."],
            imported.Refused.Select(line => $"{line.Line} {line.Reason}"));

        static string Problem(string columns) => Assert.Throws<PatientsFileProblem>(() => PatientsFile.Read(new StringReader($"{string.Join(',', PatientsFile.Columns)},{columns}\n"), Date("2026-03-02"))).Message;
        Assert.Contains("second coverage, and lacks member_id2, group2", Problem("payer2"), StringComparison.Ordinal);
        Assert.Contains("a third coverage, and none of a second", Problem("payer3,member_id3,group3"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_primary_care_provider_is_a_part_of_the_record_and_numbers_of_one_are_not_anothers()
    {
        var header = $"{string.Join(',', PatientsFile.Columns)},pcp_npi,pcp_practice,pcp_phone,pcp_fax";
        const string Line = Elena + ",,,Dr. Quill,,1234567893,Harbor Family,(419) 555-0100,(419) 555-0101";
        await Import(Line, header);
        var patient = (await clinic.In((IPatients patients) => patients.FindByMrn(["AC1"])))[0].Id;
        Assert.Equal(new PrimaryCare("Dr. Quill", "1234567893", "Harbor Family", "(419) 555-0100", "(419) 555-0101"), await Pcp(patient));
        Assert.Equal(1, (await Import(Line, header)).Unchanged);
        Assert.Contains("NPI", Assert.Single((await Import(Line.Replace("7893", "7890", StringComparison.Ordinal), header)).Refused).Reason, StringComparison.Ordinal);

        // A file without these columns names another: the numbers of the one before go with them.
        var changed = Assert.Single((await Import(ImportPatientsTests.File(Elena + ",,,Dr. Maro,"), header: null)).Changed);
        Assert.Equal(["primary care provider", "primary care NPI", "primary care practice", "primary care phone", "primary care fax"], changed.Changes.Select(change => change.Field));
        Assert.Equal(new PrimaryCare("Dr. Maro", "", "", "", ""), await Pcp(patient));

        // Merged, the survivor answers with the other's where it names nobody, and that record keeps its own.
        var other = await clinic.Register(Person("Elena", "Rosi"), "AC2");
        Assert.Null(await Pcp(other));
        await clinic.Merge(patient, other);
        Assert.Equal("Dr. Maro", (await Pcp(other))!.Whom);
    }

    private Task<PrimaryCare?> Pcp(Guid patient) => clinic.In(async (IntakeDb db) => (await PrimaryCare.OfAll(db, [patient], CancellationToken.None)).GetValueOrDefault(patient));

    private Task<PatientsImported> Import(params string[] lines) => clinic.Import(string.Join('\n', lines.Prepend(Header)) + "\n");

    private Task<PatientsImported> Import(string text, string? header) => clinic.Import(header is null ? text : $"{header}\n{text}\n");

    private Task<PatientDifference> Compare(string line) => Compare($"{Header}\n{line}\n", header: null);

    private async Task<PatientDifference> Compare(string text, string? header) =>
        Assert.Single(await clinic.In((ComparePatients compare) => compare.Of(PatientsFile.Read(new StringReader(header is null ? text : $"{header}\n{text}\n"), Date("2026-03-02")).Rows, CancellationToken.None)));

    private async Task Enter(Guid patient, Guid coverage, CoverageSaid said)
    {
        var version = await clinic.In((IntakeDb db) => db.Patients.Where(p => p.Id == patient).Select(p => p.Version).SingleAsync());
        Assert.IsType<CoverageChange.Done>(await clinic.In((ChangeCoverages change) => change.Run(patient, version, coverage, said, null, CancellationToken.None)));
    }

    private async Task<IReadOnlyList<string>> Coverages() =>
        [.. (await clinic.Sql("""SELECT concat_ws(' ', rank, payer, plan, member_id, "group", coalesce(valid_from::text, '-'), coalesce(valid_to::text, '-'), relationship, holder_first, holder_last, coalesce(holder_born::text, '-'), ehr_key) FROM intake.patient_coverages ORDER BY rank""")).Cast<string>()];

    private async Task<IReadOnlyList<string>> Cards() => [.. (await clinic.Sql("SELECT rank || ' ' || payer || ' ' || member_id FROM intake.patient_coverages ORDER BY rank")).Cast<string>()];

    private async Task<IReadOnlyList<Guid>> Ids() => [.. (await clinic.Sql("SELECT id FROM intake.patient_coverages ORDER BY rank")).Cast<Guid>()];
}
