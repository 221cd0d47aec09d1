using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Patients.Merging;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Intake.Tests.Merging;
using ClinicOps.Intake.Tests.Tasks;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;
using static ClinicOps.Intake.Tests.IntakeClinic;

namespace ClinicOps.Intake.Tests.Patients;

public sealed class PeopleTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly SaidOfPerson Mother = new("Rosa Rossi", "parent", "(419) 555-0150", "", MayPay: true, MayConsent: true, MayBeTold: true, ReceivesMail: false, "");

    private TestClinic clinic = null!;
    private Guid patient;

    public async ValueTask InitializeAsync()
    {
        clinic = await cluster.OpenClinic(
            [new IntakeModule()], services => services.AddSingleton<IVisits, StandingVisits>().AddSingleton<IPatientDocuments, NoPapers>().AddSingleton<ILetters, NoPapers>().AddSingleton<IDocumentClasses, StandingOrders>());
        patient = await clinic.Register(Person("Elena", "Rossi", "2015-06-20") with { AddressLine = "1 Main St", City = "Toledo", State = "OH", Zip = "43604" });
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Each_right_is_said_by_itself_and_every_change_is_kept_with_who_and_why()
    {
        var id = Guid.CreateVersion7();
        var version = await Version();
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<PeopleChange.Done>(await Say(id, Mother, "Said the mother", version));
        Assert.IsType<PeopleChange.Done>(await Say(id, Mother, "Said the mother", version));
        Assert.IsType<PeopleChange.ChangedMeanwhile>(await Say(id, Mother with { MayBeTold = false }, "Court order", version));
        Assert.IsType<PeopleChange.Done>(await Say(id, Mother with { MayBeTold = false }, "Court order", await Version()));
        Assert.IsType<PeopleChange.NotUnderstood>(await Say(id, Mother with { Name = "" }, "Court order", await Version()));
        Assert.IsType<PeopleChange.NotUnderstood>(await Say(id, Mother with { Relation = "neighbour" }, "Court order", await Version()));
        var other = await clinic.Register(Person("Ana", "Ruiz"));
        Assert.IsType<PeopleChange.Unknown>(await clinic.In((ChangePeople change) => change.Person(other, 0, id, Mother, "Not hers", CancellationToken.None)));
        Assert.Equal((true, false), await clinic.In((IntakeDb db) => db.RelatedPeople.Select(p => new ValueTuple<bool, bool>(p.MayConsent, p.MayBeTold)).SingleAsync()));

        Assert.IsType<PeopleChange.Done>(await clinic.In(async (ChangePeople change) => await change.Person(patient, await Version(), id, null, "Has moved away", CancellationToken.None)));

        var history = await clinic.In((IntakeDb db) => db.PatientChanges.AsNoTracking().Where(c => c.Field == "related person").OrderBy(c => c.Id).ToListAsync());
        Assert.Equal(["Said the mother", "Court order", "Has moved away"], history.Select(line => line.Why));
        Assert.Equal(("Parent, Rosa Rossi, (419) 555-0150, pays, consents, may be told", "Parent, Rosa Rossi, (419) 555-0150, pays, consents"), (history[1].Old, history[1].New));
        Assert.Equal("", history[2].New);
    }

    [Fact]
    public async Task What_must_be_known_is_said_loudly_of_a_minor_a_confidential_address_and_a_death()
    {
        Assert.Equal(["A minor: nobody is recorded who may consent."], (await Warnings()).Others);
        await Say(Guid.CreateVersion7(), Mother, "Said the mother", await Version());
        await So(new Circumstances(null, "", "Father must not be told", "Spanish, in person", "PO Box 9, Toledo, OH 43601"));
        Assert.Equal(
            ["A minor: Rosa Rossi may consent.", "Custody: Father must not be told", "Needs an interpreter: Spanish, in person", "The address is confidential: mail goes to it alone, and nobody is told of it."], (await Warnings()).Others);
        var summary = (await clinic.In((IPatients patients) => patients.Find(patient)))!;
        Assert.Equal(("PO Box 9, Toledo, OH 43601", true, false), (summary.Address, summary.IsAddressConfidential, summary.IsDeceased));

        var died = new Circumstances(IntakeClinic.Date("2026-02-20"), "the family, by phone", "", "", "");
        Assert.IsType<PeopleChange.NotUnderstood>(await Try(died with { DeceasedSource = "" }));
        Assert.IsType<PeopleChange.NotUnderstood>(await Try(died with { DeceasedOn = IntakeClinic.Date("2026-03-09") }));
        Assert.IsType<PeopleChange.NotUnderstood>(await Try(died with { DeceasedOn = IntakeClinic.Date("2015-06-19") }));
        await So(died);
        Assert.StartsWith("Deceased on 02/20/2026 (the family, by phone).", (await Warnings()).Deceased, StringComparison.Ordinal);
        Assert.True((await clinic.In((IPatients patients) => patients.Find(patient)))!.IsDeceased);
        await So(died with { DeceasedOn = null, DeceasedSource = "" });
        Assert.Null((await Warnings()).Deceased);
        Assert.Equal("1 Main St, Toledo, OH 43604", (await clinic.In((IPatients patients) => patients.Find(patient)))!.Address);
    }

    [Fact]
    public async Task Notes_stay_as_written_and_an_alert_of_a_merged_record_is_the_survivors_too()
    {
        var merged = await clinic.Register(Person("Elena", "Rosi", "2015-06-20"));
        var (note, alert) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Assert.IsType<NoteWritten.Done>(await Note(patient, note, false, "Prefers mornings"));
        Assert.IsType<NoteWritten.Done>(await Note(patient, note, false, "Prefers mornings"));
        Assert.IsType<NoteWritten.Done>(await Note(merged, alert, true, "Latex allergy"));
        Assert.IsType<NoteWritten.NotUnderstood>(await Note(patient, Guid.CreateVersion7(), true, ""));
        await Say(Guid.CreateVersion7(), Mother, "Said the mother", await Version(merged), merged);
        var merge = await clinic.MergeInto(patient, merged);

        Assert.Equal(["Latex allergy", "A minor: Rosa Rossi may consent."], (await Warnings()).Others);
        Assert.IsType<NoteWritten.NotUnderstood>(await End(patient, note, ""));
        Assert.IsType<NoteWritten.Done>(await End(patient, note, "Works nights now"));
        Assert.IsType<NoteWritten.Done>(await End(patient, note, "Works nights now"));
        Assert.Equal([alert], await clinic.In((IntakeDb db) => db.StandingNotes(patient).Select(n => n.Id).ToListAsync()));

        Assert.IsType<PatientUnmerged.Done>(await clinic.Unmerge(merge));
        Assert.Equal(["A minor: nobody is recorded who may consent."], (await Warnings()).Others);
        await using var connection = new NpgsqlConnection(clinic.ConnectionStringOf(DatabaseAccess.RoleOf("intake")));
        await connection.OpenAsync();
        await using var change = new NpgsqlCommand("UPDATE intake.patient_notes SET text = 'No allergy'", connection);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => change.ExecuteNonQueryAsync())).SqlState);
    }

    [Fact]
    public async Task Who_may_be_told_is_said_with_limits_and_nobody_else_is()
    {
        await Say(Guid.CreateVersion7(), Mother with { Limits = "Not of test results" }, "Said the mother", await Version());
        var father = Guid.CreateVersion7();
        await Say(father, Mother with { Name = "Ugo Rossi", MayBeTold = false, MayPay = true }, "Court order", await Version());

        var told = Assert.Single(await clinic.In((IRelatedPeople people) => people.WhoMayBeTold(patient)));

        Assert.Equal("Rosa Rossi (parent), (419) 555-0150, Not of test results", told.InWords);
        await clinic.In(async (ChangePeople change) => await change.Person(patient, await Version(), told.PersonId, null, "Has moved away", CancellationToken.None));
        Assert.Empty(await clinic.In((IRelatedPeople people) => people.WhoMayBeTold(patient)));
    }

    [Fact]
    public async Task Why_particulars_and_coverages_were_changed_stands_in_the_history()
    {
        var version = await Version();
        Assert.IsType<PatientEdit.Changed>(await clinic.In((ChangePatient change) => change.Run(patient, version, new PatientDetails { City = "Maumee" }, keepsOldName: true, keepsOldHome: true, "The patient said so at the desk", CancellationToken.None)));
        version = await Version();
        var card = new CoverageSaid("Acme", "", "AC1", "", 1, null, null, "self", "", "", null);
        Assert.IsType<CoverageChange.Done>(await clinic.In((ChangeCoverages change) => change.Run(patient, version, Guid.CreateVersion7(), card, "Seen on the insurance card", CancellationToken.None)));

        Assert.Equal(
            [("city", "The patient said so at the desk"), ("coverage", "Seen on the insurance card")],
            (await clinic.In((IntakeDb db) => db.PatientChanges.AsNoTracking().Where(change => change.Why != null).OrderBy(change => change.Field).ToListAsync())).Select(change => (change.Field, change.Why!)));
    }

    private Task<uint> Version(Guid? of = null) => clinic.In((IntakeDb db) => db.Patients.AsNoTracking().Where(p => p.Id == (of ?? patient)).Select(p => p.Version).SingleAsync());

    private Task<PeopleChange> Say(Guid id, SaidOfPerson said, string why, uint version, Guid? of = null) =>
        clinic.In((ChangePeople change) => change.Person(of ?? patient, version, id, said, why, CancellationToken.None));

    private Task<PeopleChange> Try(Circumstances said) => clinic.In(async (ChangePeople change) => await change.Circumstances(patient, await Version(), said, "Said the family", CancellationToken.None));

    private async Task So(Circumstances said) => Assert.IsType<PeopleChange.Done>(await Try(said));

    private Task<PatientWarnings> Warnings() => clinic.In((LoadWarnings load) => load.Of(patient, CancellationToken.None));

    private Task<NoteWritten> Note(Guid of, Guid id, bool isAlert, string text) => clinic.In((WriteNote write) => write.Add(of, id, isAlert, text, CancellationToken.None));

    private Task<NoteWritten> End(Guid of, Guid id, string why) => clinic.In((WriteNote write) => write.End(of, id, why, CancellationToken.None));
}
