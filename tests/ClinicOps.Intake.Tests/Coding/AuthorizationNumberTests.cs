using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Tests.Authorizations;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Intake.Tests.Coding;

/// <summary>Under which number a finished visit is billed: item 23.</summary>
public sealed class AuthorizationNumberTests(TestCluster cluster) : IAsyncLifetime
{
    private AuthorizationClinic house = null!;

    public async ValueTask InitializeAsync() => house = await AuthorizationClinic.Open(cluster);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task A_claim_has_the_number_of_the_authorization_of_its_chain_that_counts_no_units_and_of_several_a_person_is_asked_which()
    {
        await house.Clinic.Edit(house.Patient, new PatientDetails { Payer = AuthorizationClinic.Payer, MemberId = "OM1" });
        var granted = await Granted("PA-1");
        var thread = (await house.Find(granted)).CareThreadId;
        var visit = house.Visits.Add(house.Patient, state: VisitStates.Done, thread: thread);
        Assert.Equal("PA-1", await Proposed(visit));
        Assert.Contains("PA-1", Assert.Single((await Billed(visit)).WillBeAskedFor(CodingContent.Empty)), StringComparison.Ordinal);
        Assert.Empty((await Billed(visit)).WillBeAskedFor(CodingContent.Empty with { AuthorizationNumber = "PA-1" }));

        // It ran out since; it did not hold on another day; of another chain it is not.
        await house.Clinic.Sql("UPDATE intake.authorizations SET state = 'expired'");
        Assert.Equal("PA-1", await Proposed(visit));
        foreach (var none in new[] { house.Visits.Add(house.Patient, new DateTimeOffset(2026, 6, 10, 15, 0, 0, TimeSpan.Zero), VisitStates.Done, thread: thread), house.Visits.Add(house.Patient, state: VisitStates.Done) })
        {
            Assert.Equal(("", 0), (await Proposed(none), (await Billed(none)).WillBeAskedFor(CodingContent.Empty).Count));
        }

        // One that differs from the visit is not taken for the right one, and is named; where both fit, a person says which.
        var second = await Granted("PA-2");
        await house.Clinic.Sql($"UPDATE intake.authorizations SET care_thread_id = '{thread}', provider_name = 'Dr. Roy' WHERE id = '{second}'");
        Assert.Equal("PA-1", await Proposed(visit));
        await house.Clinic.Sql($"UPDATE intake.authorizations SET provider_name = 'Dr. Quill' WHERE id = '{second}'");
        Assert.Equal("", await Proposed(visit));
        Assert.Contains("PA-1, PA-2", Assert.Single((await Billed(visit)).WillBeAskedFor(CodingContent.Empty)), StringComparison.Ordinal);

        // Another payer's is of another claim. That whose units the visit took counts before what takes none.
        await house.Clinic.Sql($"UPDATE intake.authorizations SET payer = 'Summit Crest' WHERE id = '{second}'");
        Assert.Equal("PA-1", await Proposed(visit));
        var counting = await Granted("PA-3", 2);
        await house.Clinic.Sql($"INSERT INTO intake.authorization_uses (id, authorization_id, visit_id, kind, units, at) VALUES (gen_random_uuid(), '{counting}', '{visit.Id}', 'reserved', 1, now())");
        Assert.Equal("PA-3", await Proposed(visit));
    }

    private async Task<Guid> Granted(string number, decimal? units = null)
    {
        var id = await house.Start();
        await house.Did(id, AuthorizationClinic.Approve(units, units is null ? null : UnitBasis.Visits, number));
        return id;
    }

    private Task<BilledVisit> Billed(VisitSummary visit) => house.Clinic.In((LoadCoding load) => load.Billed(visit, CancellationToken.None));

    private Task<string> Proposed(VisitSummary visit) => house.Clinic.In(async (LoadCoding load) => (await load.Proposal(visit, await load.Billed(visit, CancellationToken.None), CancellationToken.None)).AuthorizationNumber);
}
