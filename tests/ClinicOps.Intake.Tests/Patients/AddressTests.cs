using ClinicOps.Intake.Areas.Intake.Pages;
using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Importing;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Patients.Addresses;
using ClinicOps.Intake.Tests.CheckIn;
using ClinicOps.Intake.Tests.Merging;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;
using static ClinicOps.Intake.Tests.IntakeClinic;

namespace ClinicOps.Intake.Tests.Patients;

/// <summary>Home, mailing and temporary addresses of a patient, and a confidential one over them all.</summary>
public sealed class AddressTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly AddressSaid Box = new(AddressKinds.Mailing, "PO Box 9", "Toledo", "OH", "43601", null, null);

    private TestClinic clinic = null!;
    private Guid patient;
    private DateOnly today;

    public async ValueTask InitializeAsync()
    {
        clinic = await Open(cluster);
        patient = await clinic.Register(Person("Elena", "Rossi") with { AddressLine = "1 Main St", City = "Toledo", State = "OH", Zip = "43604" }, "AD1");
        today = LocalTime.DayAt(TestOrganization.Harbor, clinic.Clock.GetUtcNow());
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Mail_goes_to_the_confidential_address_else_the_temporary_one_on_its_days_else_the_mailing_one_else_home()
    {
        Assert.Equal("1 Main St, Toledo, OH 43604", await Mail());
        await Saved(Box);
        var winter = new AddressSaid(AddressKinds.Temporary, "7 Palm Way", "Naples", "FL", "34102", today.AddDays(2), today.AddDays(3));
        await Saved(winter);

        List<string?> days = [];
        for (var day = 0; day < 5; day++)
        {
            days.Add(await Mail());
            clinic.Clock.Advance(TimeSpan.FromDays(1));
        }

        const string ToBox = "PO Box 9, Toledo, OH 43601", ToPalm = "7 Palm Way, Naples, FL 34102";
        Assert.Equal([ToBox, ToBox, ToPalm, ToPalm, ToBox], days);
        var known = await Whole();
        Assert.Equal((ToPalm, ToPalm, "1 Main St, Toledo, OH 43604"), (ShownAddress.OnPaper(known, today.AddDays(2)), ShownAddress.OnHandedOver(known, today.AddDays(2)), ShownAddress.Registered(known)));

        await clinic.Sql($"UPDATE intake.patients SET confidential_address = '5 Safe Rd' WHERE id = '{patient}'");
        Assert.Equal("5 Safe Rd", await Mail());
        known = await Whole();
        string?[] shown = [ShownAddress.OnPaper(known, today), ShownAddress.OnHandedOver(known, today), ShownAddress.ForColleague(known), ShownAddress.Registered(known)];
        Assert.DoesNotContain(shown, text => text?.Contains("Safe", StringComparison.Ordinal) == true);
        Assert.DoesNotContain(shown[..3], text => text?.Contains("Box", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task An_address_is_added_changed_and_ended_with_who_and_why_and_each_act_is_taken_back_only_while_nothing_came_after()
    {
        var version = await Version();
        var first = Guid.CreateVersion7();
        Assert.IsType<AddressChange.Done>(await Save(first, null, Box, version));
        Assert.IsType<AddressChange.Done>(await Save(first, null, Box, version)); // sent twice
        Assert.IsType<AddressChange.ChangedMeanwhile>(await Save(Guid.CreateVersion7(), first, Box with { Line = "PO Box 10" }, version));
        Assert.IsType<AddressChange.NotUnderstood>(await Save(Guid.CreateVersion7(), null, Box with { Line = "PO Box 10" }, await Version())); // a second mailing address
        Assert.IsType<AddressChange.NotUnderstood>(await Save(Guid.CreateVersion7(), null, Box with { Kind = "office" }, await Version()));
        var winter = new AddressSaid(AddressKinds.Temporary, "7 Palm Way", "Naples", "FL", "34102", today.AddDays(2), today.AddDays(9));
        Assert.IsType<AddressChange.NotUnderstood>(await Save(Guid.CreateVersion7(), null, winter with { Until = null }, await Version()));
        Assert.IsType<AddressChange.NotUnderstood>(await Save(Guid.CreateVersion7(), null, winter with { Until = today }, await Version()));
        await Saved(winter);
        Assert.IsType<AddressChange.NotUnderstood>(await Save(Guid.CreateVersion7(), null, winter with { Line = "8 Palm Way", From = today.AddDays(9), Until = today.AddDays(12) }, await Version())); // both on one day
        await Assert.ThrowsAsync<PostgresException>(() => clinic.Sql($"INSERT INTO intake.patient_addresses (id, patient_id, kind, line, city, state, zip) VALUES (gen_random_uuid(), '{patient}', 'mailing', 'PO Box 11', '', '', '')"));

        // Changed, taken back, and taken back once only; what was changed again is not taken back over that.
        var second = await Saved(Box with { Line = "PO Box 10" }, first);
        Assert.Equal(["PO Box 10"], await Standing(AddressKinds.Mailing));
        Assert.Equal((true, false), (await Undo(second), await Undo(second)));
        Assert.Equal(["PO Box 9"], await Standing(AddressKinds.Mailing));
        var third = await Saved(Box with { Line = "PO Box 12" }, first);
        var fourth = await Saved(Box with { Line = "PO Box 13" }, third);
        Assert.False(await Undo(third));
        Assert.IsType<AddressChange.Done>(await clinic.In(async (ChangeAddresses change) => await change.End(patient, await Version(), fourth, wasMistake: false, "Gave it up", CancellationToken.None)));
        Assert.Empty(await Standing(AddressKinds.Mailing));
        Assert.Equal((true, false), (await Undo(fourth, ended: true), await Undo(fourth, ended: true)));
        Assert.Equal(["PO Box 13"], await Standing(AddressKinds.Mailing));
        Assert.Null(await clinic.In((ChangeAddresses change) => change.Undo(Guid.NewGuid(), fourth, false, CancellationToken.None)));
        Assert.Equal(
            [
                "|PO Box 9, Toledo, OH 43601|Said so", "PO Box 9, Toledo, OH 43601|PO Box 10, Toledo, OH 43601|Said so", "PO Box 10, Toledo, OH 43601|PO Box 9, Toledo, OH 43601|taken back", "PO Box 9, Toledo, OH 43601|PO Box 12, Toledo, OH 43601|Said so",
                "PO Box 12, Toledo, OH 43601|PO Box 13, Toledo, OH 43601|Said so", "PO Box 13, Toledo, OH 43601||Gave it up", "|PO Box 13, Toledo, OH 43601|taken back",
            ],
            await clinic.Sql("SELECT old || '|' || new || '|' || why FROM intake.patient_changes WHERE field = 'mailing address' ORDER BY id"));

        // Of a home address part by part, as forms and files say it; each row says who, when and why by itself too.
        var home = (Guid)(await clinic.Sql($"SELECT id FROM intake.patient_addresses WHERE kind = 'home' AND patient_id = '{patient}'"))[0]!;
        await Saved(new AddressSaid(AddressKinds.Home, "2 Oak St", "Toledo", "OH", "43604", null, null), home);
        Assert.Equal(["address: 1 Main St -> 2 Oak St"], await clinic.Sql("SELECT field || ': ' || old || ' -> ' || new FROM intake.patient_changes WHERE why IS NOT NULL AND field IN ('address', 'city', 'state', 'zip')"));
        Assert.Equal(["Said so"], await clinic.Sql($"SELECT ended_why FROM intake.patient_addresses WHERE id = '{home}'"));
    }

    [Fact]
    public async Task A_paper_with_an_address_of_today_or_before_points_to_the_patient_and_one_with_a_mistake_or_the_confidential_one_does_not()
    {
        var home = (Guid)(await clinic.Sql("SELECT id FROM intake.patient_addresses"))[0]!;
        await Saved(new AddressSaid(AddressKinds.Home, "2 Oak St", "Toledo", "OH", "43604", null, null), home);
        var wrong = await Saved(Box);
        await clinic.In(async (ChangeAddresses change) => await change.End(patient, await Version(), wrong, wasMistake: true, "Somebody else's", CancellationToken.None));
        await clinic.Sql($"UPDATE intake.patients SET confidential_address = '5 Safe Rd' WHERE id = '{patient}'");
        Assert.Equal(["1 Main St", "2 Oak St"], await Known());

        // Written otherwise, nobody has moved: the form's own words replace the others. Somebody else's data under the number leave nothing behind.
        await clinic.Edit(patient, new() { AddressLine = "2 Oak Street" });
        Assert.Equal(["1 Main St", "2 Oak Street"], await Known());
        await clinic.Import(File("AD1,Bruno,Ugo,,1950-01-01,,,,3 Elm St,Toledo,OH,43604,,,,,"));
        Assert.Equal(["1 Main St", "3 Elm St"], await Known());
        await clinic.Import(File("AD1,Bruno,Ugo,,1950-01-01,,,,4 Ash St,Toledo,OH,43604,,,,,"));
        Assert.Equal(["1 Main St", "3 Elm St", "4 Ash St"], await Known());
    }

    [Fact]
    public async Task A_file_of_the_EHR_changes_the_home_address_alone_and_what_the_desk_said_of_it_is_looked_at_first()
    {
        const string Line = "AD1,Rossi,Elena,,1990-06-20,,,,1 Main St,Toledo,OH,43604,,,,,";
        await Saved(Box);
        await Saved(new AddressSaid(AddressKinds.Temporary, "7 Palm Way", "Naples", "FL", "34102", today, today.AddDays(9)));
        var before = await Others();
        await clinic.Import(File(Line.Replace("1 Main St", "9 Lake Rd", StringComparison.Ordinal)));
        Assert.Equal(before, await Others());
        Assert.Equal(["9 Lake Rd"], await Standing(AddressKinds.Home));

        // The file's own word is no word of the desk's; then somebody at the desk says it, and the file says otherwise.
        Assert.DoesNotContain((await Difference(Line)).Doubts, doubt => doubt.Code == Doubt.AddressByHand);
        var home = (Guid)(await clinic.Sql("SELECT id FROM intake.patient_addresses WHERE kind = 'home' AND ended_at IS NULL"))[0]!;
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await Saved(new AddressSaid(AddressKinds.Home, "2 Oak St", "Toledo", "OH", "43604", null, null), home);
        var shown = await Difference(Line);
        Assert.Contains(shown.Doubts, doubt => doubt.Code == Doubt.AddressByHand);
        Assert.Equal([("address", "2 Oak St", "1 Main St")], shown.Changes.Select(change => (change.Field, change.Old, change.New)));
    }

    [Fact]
    public async Task The_desk_is_shown_the_address_in_force_on_the_day_of_the_visit_and_verifies_another_by_writing_it()
    {
        await using var house = await MergeClinic.OpenHouse(cluster);
        var person = await house.Register(Person("Ana", "Ruiz") with { AddressLine = "1 Main St" });
        var visit = await house.BookVisit(person, "own");
        await house.Sql($"INSERT INTO intake.patient_addresses (id, patient_id, kind, line, city, state, zip, valid_from, valid_to) VALUES (gen_random_uuid(), '{person}', 'temporary', '7 Palm Way', '', '', '', '2026-03-02', '2026-03-02')");
        var shown = await Desk();
        Assert.Equal(("7 Palm Way", false), (shown.Who.Address, shown.Steps?.AddressAt is not null));

        var id = Guid.CreateVersion7();
        var typed = new AddressForm { Kind = AddressKinds.Temporary, Line = "8 Palm Way", From = Date("2026-03-02"), Until = Date("2099-03-31") };
        Assert.IsType<RedirectResult>(await house.In((IServiceProvider services) => DeskPage.Open(services).OnPostAddress(visit, shown.Patient.Version, id, typed, "Said so", CancellationToken.None)));
        shown = await Desk();
        Assert.Equal(("8 Palm Way", true), (shown.Who.Address, shown.Steps?.AddressAt is not null));

        Assert.IsType<RedirectResult>(await house.In((IServiceProvider services) => DeskPage.Open(services).OnPostUndoAddress(visit, id, confirmed: true, CancellationToken.None)));
        shown = await Desk();
        Assert.Equal(("7 Palm Way", false), (shown.Who.Address, shown.Steps?.AddressAt is not null));

        async Task<DeskVisit> Desk() => (await house.In((LoadCheckIns load) => load.Find(visit, CancellationToken.None)))!;
    }

    private static string File(string line) => $"mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language\n{line}\n";

    private Task<uint> Version() => clinic.In((IntakeDb db) => db.Patients.AsNoTracking().Where(p => p.Id == patient).Select(p => p.Version).SingleAsync());

    private Task<Patient> Whole() => clinic.In((IntakeDb db) => db.WholePatients.AsNoTracking().SingleAsync(p => p.Id == patient));

    private async Task<string?> Mail() => (await clinic.In((IPatients patients) => patients.Find(patient)))!.Address;

    private async Task<Guid> Saved(AddressSaid said, Guid? replaces = null)
    {
        var id = Guid.CreateVersion7();
        Assert.IsType<AddressChange.Done>(await Save(id, replaces, said, await Version()));
        return id;
    }

    private Task<AddressChange> Save(Guid id, Guid? replaces, AddressSaid said, uint version) =>
        clinic.In((ChangeAddresses change) => change.Save(patient, version, id, replaces, said, wasMistake: false, "Said so", CancellationToken.None));

    private Task<bool?> Undo(Guid address, bool ended = false) => clinic.In((ChangeAddresses change) => change.Undo(patient, address, ended, CancellationToken.None));

    private Task<IReadOnlyList<object?>> Standing(string kind) => clinic.Sql($"SELECT line FROM intake.patient_addresses WHERE kind = '{kind}' AND ended_at IS NULL ORDER BY line");

    private Task<IReadOnlyList<object?>> Others() => clinic.Sql("SELECT a::text FROM intake.patient_addresses a WHERE kind <> 'home' ORDER BY 1");

    private async Task<IEnumerable<string>> Known() => (await clinic.In((IPatientRegister register) => register.FindCandidates(
        new MatchQuery([], [], [], [], [], ["AD1"], 5), CancellationToken.None))).Patients.Single().Addresses.Select(address => address.Line).Order(StringComparer.Ordinal);

    private Task<PatientDifference> Difference(string line) => clinic.In(async (ComparePatients compare) =>
        (await compare.Of(PatientsFile.Read(new StringReader(File(line)), today).Rows, CancellationToken.None)).Single());
}
