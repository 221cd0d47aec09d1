using System.Globalization;
using System.Text;

namespace ClinicOps.Documents.Tests.Sorting.Training;

/// <summary>One example: features by number with their values, and the number of the right answer.</summary>
internal sealed record Example(int[] Features, float[] Values, int Answer, int Office);

/// <summary>Multinomial logistic regression by Adagrad: the same examples and seed give the same weights.</summary>
internal sealed class TrainLinear(int answers, int features)
{
    private readonly float[] weights = new float[features * answers];
    private readonly float[] squares = new float[features * answers];
    private readonly float[] bias = new float[answers];
    private readonly float[] biasSquares = new float[answers];

    public float[] Bias => bias;

    public ReadOnlySpan<float> Of(int feature) => weights.AsSpan(feature * answers, answers);

    /// <param name="each">Weight of an example of this answer: answers with few offices count as much as others.</param>
    public void Run(IReadOnlyList<Example> examples, int rounds, float rate, float shrink, float[] each, int seed)
    {
        var random = new Random(seed);
        var order = Enumerable.Range(0, examples.Count).ToArray();
        var scores = new double[answers];
        for (var round = 0; round < rounds; round++)
        {
            random.Shuffle(order);
            foreach (var at in order)
            {
                var example = examples[at];
                Scores(example, scores);
                Softmax(scores);
                for (var a = 0; a < answers; a++)
                {
                    scores[a] = (scores[a] - (a == example.Answer ? 1 : 0)) * each[example.Answer];
                }

                for (var i = 0; i < example.Features.Length; i++)
                {
                    var (start, value) = (example.Features[i] * answers, example.Values[i]);
                    for (var a = 0; a < answers; a++)
                    {
                        var gradient = ((float)scores[a] * value) + (shrink * weights[start + a]);
                        squares[start + a] += gradient * gradient;
                        weights[start + a] -= rate * gradient / (MathF.Sqrt(squares[start + a]) + 1e-6f);
                    }
                }

                for (var a = 0; a < answers; a++)
                {
                    var gradient = (float)scores[a];
                    biasSquares[a] += gradient * gradient;
                    bias[a] -= rate * 0.3f * gradient / (MathF.Sqrt(biasSquares[a]) + 1e-6f);
                }
            }
        }
    }

    public void Scores(Example example, double[] into)
    {
        for (var a = 0; a < answers; a++)
        {
            into[a] = bias[a];
        }

        for (var i = 0; i < example.Features.Length; i++)
        {
            var row = weights.AsSpan(example.Features[i] * answers, answers);
            for (var a = 0; a < answers; a++)
            {
                into[a] += row[a] * example.Values[i];
            }
        }
    }

    public static void Softmax(double[] scores, double temperature = 1)
    {
        var most = scores.Max();
        var sum = 0.0;
        for (var a = 0; a < scores.Length; a++)
        {
            scores[a] = Math.Exp((scores[a] - most) / temperature);
            sum += scores[a];
        }

        for (var a = 0; a < scores.Length; a++)
        {
            scores[a] /= sum;
        }
    }
}
