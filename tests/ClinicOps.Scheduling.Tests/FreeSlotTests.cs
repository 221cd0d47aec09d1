using ClinicOps.Kernel.Audit;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

public sealed class FreeSlotTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task The_next_free_times_lie_between_the_visits_and_inside_the_hours()
    {
        await clinic.Booked(ToBook("10:00", 30));
        await clinic.Booked(ToBook("10:50", 60));

        Assert.Equal([At("11:50"), At("12:20"), At("12:50")], await Free(minutes: 30, from: "09:40", most: 3));
        Assert.Equal([At("10:30"), At("11:50")], await Free(minutes: 20, from: "10:00", most: 2));
    }

    [Fact]
    public async Task What_does_not_fit_before_the_end_of_the_day_is_the_next_days_and_a_weekend_is_passed_over()
    {
        Assert.Equal([At("16:30"), At("1.08:00")], await Free(minutes: 30, from: "16:30", most: 2));
        // Eight o'clock on the Monday after the clocks went forward.
        Assert.Equal([At("7.07:00")], await Free(minutes: 30, from: "4.17:00", most: 1));
    }

    [Fact]
    public async Task Who_has_a_visit_elsewhere_is_not_free_here()
    {
        await clinic.Booked(ToBook("10:00", 60) with { LocationId = TestOrganization.Mesa.Id });

        Assert.Equal([At("11:00")], await Free(minutes: 20, from: "10:10", most: 1));
    }

    [Fact]
    public async Task The_time_of_a_visit_out_of_sight_is_not_free()
    {
        await clinic.Booked(ToBook("10:00", 60));
        await clinic.Sql($"INSERT INTO scheduling.subject_classes VALUES ('{Nunez.Id}', 'behavioural')");
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), []);

        var free = await scope.ServiceProvider.GetRequiredService<FindFreeSlots>().Run(TestOrganization.Harbor.Id, Okafor, 20, At("10:10"), 1, CancellationToken.None);

        Assert.Equal([At("11:00")], free.Select(slot => slot.StartsAt));
    }

    private async Task<List<DateTimeOffset>> Free(int minutes, string from, int most) =>
        [.. (await clinic.In((FindFreeSlots find) => find.Run(TestOrganization.Harbor.Id, Okafor, minutes, At(from), most, CancellationToken.None))).Select(slot => slot.StartsAt)];
}
