// The peer: go-control-plane's snapshot cache behind its ADS server, the same snapshot for every node.
//
// It prints {"xdsPort":…,"controlPort":…} once it listens. POST /prepare takes a DiscoveryResponse with the resources of
// every type, POST /publish serves what was prepared last. The process ends with its standard input.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"log"
	"net"
	"net/http"
	"os"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"github.com/envoyproxy/go-control-plane/pkg/cache/types"
	"github.com/envoyproxy/go-control-plane/pkg/cache/v3"
	"github.com/envoyproxy/go-control-plane/pkg/server/v3"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	// Registers the messages that the resources carry.
	_ "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/router/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
)

const everyNode = "every node"

// oneHash gives all nodes one snapshot, the cheapest way for this cache to serve all of them the same.
type oneHash struct{}

func (oneHash) ID(*core.Node) string { return everyNode }

// snapshotOf versions each type by its content, as our own server does.
func snapshotOf(serialised []byte) (*cache.Snapshot, error) {
	var contents discovery.DiscoveryResponse
	if err := proto.Unmarshal(serialised, &contents); err != nil {
		return nil, err
	}
	byType := map[string][]types.Resource{}
	hashes := map[string][]byte{}
	for _, any := range contents.Resources {
		resource, err := any.UnmarshalNew()
		if err != nil {
			return nil, err
		}
		byType[any.TypeUrl] = append(byType[any.TypeUrl], resource)
		hash := fnv.New64a()
		hash.Write(hashes[any.TypeUrl])
		hash.Write(any.Value)
		hashes[any.TypeUrl] = hash.Sum(nil)
	}
	snapshot, err := cache.NewSnapshot("", byType)
	if err != nil {
		return nil, err
	}
	for typeURL, hash := range hashes {
		snapshot.Resources[cache.GetResponseType(typeURL)].Version = fmt.Sprintf("%x", hash)
	}
	return snapshot, nil
}

func listen() net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	return listener
}

func main() {
	snapshots := cache.NewSnapshotCache(true, oneHash{}, nil)
	var prepared *cache.Snapshot
	http.HandleFunc("POST /prepare", func(answer http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		if err == nil {
			prepared, err = snapshotOf(body)
		}
		if err != nil {
			http.Error(answer, err.Error(), http.StatusBadRequest)
		}
	})
	http.HandleFunc("POST /publish", func(answer http.ResponseWriter, request *http.Request) {
		if err := snapshots.SetSnapshot(context.Background(), everyNode, prepared); err != nil {
			http.Error(answer, err.Error(), http.StatusInternalServerError)
		}
	})

	xds, control := listen(), listen()
	service := grpc.NewServer()
	discovery.RegisterAggregatedDiscoveryServiceServer(service, server.NewServer(context.Background(), snapshots, nil))
	go func() { log.Fatal(service.Serve(xds)) }()
	go func() { log.Fatal(http.Serve(control, nil)) }()
	json.NewEncoder(os.Stdout).Encode(map[string]int{
		"xdsPort":     xds.Addr().(*net.TCPAddr).Port,
		"controlPort": control.Addr().(*net.TCPAddr).Port,
	})
	io.Copy(io.Discard, os.Stdin)
}
