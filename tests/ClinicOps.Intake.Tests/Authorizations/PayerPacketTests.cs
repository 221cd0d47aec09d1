using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Papers;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using UglyToad.PdfPig;
using Xunit;

namespace ClinicOps.Intake.Tests.Authorizations;

/// <summary>What a packet for a payer says of the patient's coverage. It is 2026-03-02.</summary>
public sealed class PayerPacketTests(TestCluster cluster) : IAsyncLifetime
{
    private AuthorizationClinic house = null!;

    public async ValueTask InitializeAsync() => house = await AuthorizationClinic.Open(cluster);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task A_packet_names_the_member_id_that_is_valid_on_its_day_and_of_its_plan_also_of_a_merged_record_and_none_of_another()
    {
        var merged = await house.Clinic.Register(IntakeClinic.Person("Ada", "Quartz"));
        await Covered(merged, "OHIO MEDICAID ", "MERGED1");
        await house.Clinic.Merge(merged, house.Patient);
        var id = await house.Start();
        Assert.Equal("MERGED1", await MemberId(id));
        Assert.Contains("MERGED1", await Text(id), StringComparison.Ordinal);

        // The patient's own card before that of a merged record; last year's for what was done last year.
        await Covered(house.Patient, AuthorizationClinic.Payer, "LAST1", rank: 1, to: "2025-12-31");
        await Covered(house.Patient, AuthorizationClinic.Payer, "SILVER1", rank: 2, plan: "Silver", from: "2026-01-01");
        await Covered(house.Patient, AuthorizationClinic.Payer, "GOLD1", rank: 3, plan: "Gold", from: "2026-01-01");
        await Covered(house.Patient, "Aetna", "AETNA1", rank: 1);
        Assert.Equal("SILVER1", await MemberId(id));
        Assert.DoesNotContain("LAST1", await Text(id), StringComparison.Ordinal);
        Assert.Equal("GOLD1", await MemberId(await house.Start(AuthorizationClinic.Request() with { Plan = "gold" })));
        var done = await house.Start(AuthorizationClinic.Request() with { ServiceOn = new DateOnly(2025, 11, 3), Plan = "Gold" });
        Assert.Equal("LAST1", await MemberId(done));

        var other = await house.Start(AuthorizationClinic.Request() with { Payer = "Summit Crest" });
        Assert.Null(await MemberId(other));
        Assert.DoesNotContain("Memberid", await Text(other), StringComparison.Ordinal);
    }

    private async Task<string?> MemberId(Guid authorization)
    {
        var of = await house.Find(authorization);
        return (await house.Clinic.In((IServiceProvider services) => Make(services).Insured(of, CancellationToken.None)))?.MemberId;
    }

    /// <summary>Of the packet, without spaces.</summary>
    private async Task<string> Text(Guid authorization)
    {
        var id = Guid.CreateVersion7();
        Assert.IsType<PacketMade.Done>(await house.Clinic.In((IServiceProvider services) => Make(services).Run(id, authorization, [], CancellationToken.None)));
        var made = await house.Clinic.In((IntakeDb db) => db.AuthorizationPackets.AsNoTracking().SingleAsync(packet => packet.Id == id));
        using var pdf = PdfDocument.Open(await house.Clinic.Services.GetRequiredService<IBlobStore>().Get(made.BlobHash, TestContext.Current.CancellationToken));
        return string.Concat(pdf.GetPages().Select(page => string.Concat(page.Letters.Select(letter => letter.Value)))).Replace(" ", "", StringComparison.Ordinal);
    }

    private static MakeAuthorizationPacket Make(IServiceProvider services) => ActivatorUtilities.CreateInstance<MakeAuthorizationPacket>(services, new DrawPacket(new NoPages()));

    private Task Covered(Guid patient, string payer, string memberId, int rank = 1, string plan = "", string? from = null, string? to = null) => house.Clinic.Sql(
        $"INSERT INTO intake.patient_coverages (id, patient_id, payer, member_id, member_key, \"group\", holder_first, holder_last, relationship, plan, rank, valid_from, valid_to) VALUES (gen_random_uuid(), '{patient}', '{payer}', '{memberId}', '{memberId}', '', '', '', '', '{plan}', {rank}, {Day(from)}, {Day(to)})");

    private static string Day(string? day) => day is null ? "NULL" : $"'{day}'";

    private sealed class NoPages : IPacketPages
    {
        public Task<PacketPages> Write(Guid patientId, IReadOnlyList<Guid> documentIds, bool forEverybody, int mostPages, Stream to, CancellationToken stopping = default) => Task.FromResult(new PacketPages([], 0, 0));
    }
}
